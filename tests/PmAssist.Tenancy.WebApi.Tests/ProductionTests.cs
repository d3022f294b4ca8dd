using System.Net;
using System.Net.Http.Json;
using WebApi.People;

namespace PmAssist.Tenancy.WebApi.Tests;

/// <summary>The sign-in without a password is for development alone.</summary>
public sealed class ProductionTests(ProductionSite site) : IClassFixture<ProductionSite>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_signs_in_without_a_password()
    {
        using var client = site.CreateClient();

        using var answer = await client.PostAsync("/api/session/ada", content: null, Token);
        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        answer.Headers.Contains("Set-Cookie").Should().BeFalse();
        var session = await client.GetFromJsonAsync<Session>("/api/session/", Token);
        session!.Person.Should().BeNull();
        session.SignInAs.Should().BeEmpty();
    }

    [Fact]
    public async Task The_pages_are_there()
    {
        using var client = site.CreateClient();

        (await client.GetStringAsync("/", Token)).Should().Contain("PM Assist");
        (await client.GetStringAsync("/operator/", Token)).Should().Contain("Fleet");
    }
}
