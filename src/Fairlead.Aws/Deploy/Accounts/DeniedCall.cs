using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Fairlead.Aws.Deploy.Accounts;

/// <summary>A call that IAM did not allow, read from AWS's words for it (IAM User Guide, "Troubleshoot access denied error
/// messages").</summary>
/// <param name="Who">The ARN of who called.</param>
/// <param name="Action">Such as <c>ecs:UpdateService</c>.</param>
/// <param name="Resource">Null where AWS does not say on what.</param>
internal sealed partial record DeniedCall(string Who, string Action, string? Resource)
{
    /// <summary>No statement allows what another forbids.</summary>
    public bool IsForbidden { get; private init; }

    /// <summary>Null where it says less.</summary>
    public static DeniedCall? Read(string message)
    {
        var found = Pattern().Match(message);
        return !found.Success ? null : new DeniedCall(found.Groups["who"].Value, found.Groups["action"].Value,
            found.Groups["resource"] is { Success: true, Value: var resource } ? resource : null)
        {
            IsForbidden = message.Contains("explicit deny", StringComparison.OrdinalIgnoreCase),
        };
    }

    public string Why => $"{Who} may not {Action}{(Resource is null ? "" : $" on {Resource}")}"
        + (IsForbidden ? ", as a policy denies it explicitly" : "");

    /// <summary>The least that would let it, on one line.</summary>
    public string Statement => new JsonObject
    {
        ["Effect"] = "Allow", [nameof(Action)] = Action, [nameof(Resource)] = Resource ?? "*",
    }.ToJsonString();

    // Resources stand in quotes with S3, and behind "the" where there is no ARN of them.
    [GeneratedRegex(
        """User: (?<who>\S+) is not authorized to perform: (?<action>[a-z0-9-]+:\w+)(?: on resource: "?(?<resource>[^\s"]+))?""",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
