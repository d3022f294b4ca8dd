namespace WebApi.People;

/// <summary>What a page needs to know first.</summary>
/// <param name="Person">Who is signed in; null for nobody.</param>
/// <param name="People">Whom workspaces may invite; nobody for one who is not signed in.</param>
/// <param name="SignInAs">Whom one may sign in as without a password: in development, and nobody elsewhere.</param>
public sealed record Session(Person? Person, IReadOnlyList<Person> People, IReadOnlyList<Person> SignInAs);
