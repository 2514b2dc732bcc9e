using Fairlead.Core.Yaml;

namespace Fairlead.Core.Model;

/// <param name="Keep">How long log lines are kept.</param>
/// <param name="Access">Whether the load balancer's access log is kept too.</param>
public sealed record Logs(TimeSpan Keep, bool Access);

/// <summary>Who is told when something does not work.</summary>
/// <param name="Emails">Addresses that get a mail.</param>
/// <param name="Urls">Addresses that get an HTTP request; they may be secrets.</param>
public sealed record Alerts(IReadOnlyList<string> Emails, IReadOnlyList<Text> Urls);

public sealed record Tag(string Key, string Value);

/// <summary>How strict the app's security is, and which controls it leaves out, each with its reason.</summary>
public sealed record Security(Profile Profile, IReadOnlyList<Exemption> Except);

/// <param name="Control">A control of AWS Foundational Security Best Practices, such as <c>RDS.5</c>.</param>
/// <param name="Reason">Why it does not apply here.</param>
public sealed record Exemption(string Control, string Reason);

public enum Profile
{
    /// <summary>Encrypted, private, least privilege; single zone, no replica, HTTP without a domain.</summary>
    Standard,

    /// <summary>Meets every applicable control, and refuses what can not.</summary>
    Strict,

    /// <summary>Cheap and quick to throw away.</summary>
    Dev,
}

/// <summary>A repository on GitHub.</summary>
public sealed record CiSource(string Owner, string Repository);

/// <param name="Path">A CloudFormation file, relative to the app file.</param>
/// <param name="Span">The line that names it.</param>
public sealed record Extra(string Path, Span Span);
