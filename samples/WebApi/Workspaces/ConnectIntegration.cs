namespace WebApi.Workspaces;

/// <param name="Provider">The service, for example <c>github</c>.</param>
/// <param name="ExternalId">What is connected there, for example a repository.</param>
public sealed record ConnectIntegration(string Provider, string ExternalId);
