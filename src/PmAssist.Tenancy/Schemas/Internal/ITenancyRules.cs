namespace PmAssist.Tenancy.Internal;

/// <summary>The options extension that puts a context under the library's rules.</summary>
internal interface ITenancyRules;
