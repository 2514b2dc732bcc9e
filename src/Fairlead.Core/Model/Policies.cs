using Fairlead.Core.Sources;

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
public sealed record Security(Profile Profile, IReadOnlyList<Exemption> Except)
{
    /// <summary>The ARN of the permissions boundary that an organisation wants on every role; null where it wants none.</summary>
    public Text? Boundary { get; init; }
}

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
public sealed record Extra(string Path, Span Span)
{
    /// <summary>What no other name of the file begins with.</summary>
    public const string Prefix = "x-";

    /// <summary>What it is called: <c>x-</c> and its file's name, in what a name may hold.</summary>
    public string Name { get; } = Prefix
        + string.Concat(
            System.IO.Path.GetFileNameWithoutExtension(Path).Select(
                c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')).Trim('-');

    /// <summary>What is in it; null where it is not at hand, and on the local engine.</summary>
    public ExtraTemplate? Template { get; init; }
}

/// <param name="Text">As it stands in the file.</param>
public sealed record ExtraTemplate(string Text)
{
    public IReadOnlyList<string> Outputs { get; init; } = [];

    public IReadOnlyList<ExtraParameter> Parameters { get; init; } = [];

    public IReadOnlyList<ExtraResource> Resources { get; init; } = [];
}

/// <param name="Default">Null: it has to be passed.</param>
public sealed record ExtraParameter(string Name, string? Default);

/// <param name="Id">The logical id.</param>
/// <param name="Type">Such as <c>AWS::SNS::Topic</c>.</param>
public sealed record ExtraResource(string Id, string Type);
