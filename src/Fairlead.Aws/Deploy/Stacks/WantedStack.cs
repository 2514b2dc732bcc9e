using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Deploy.Stacks;

/// <summary>A change of a stack that was looked at, and is carried out or waited for.</summary>
/// <param name="SetId">Of its change set.</param>
/// <param name="Resources">How many it touches; 0 where nobody knows.</param>
internal sealed record BegunChange(string StackId, string SetId, int Resources)
{
    /// <summary>The newest event before it.</summary>
    public string? Known { get; init; }
}

/// <summary>A stack as it is to be, with a value for each of its parameters.</summary>
/// <param name="Subject">The name of the file that it is for; <c>environment</c> for what all share.</param>
/// <param name="Template">In its canonical form: same content, same bytes.</param>
internal sealed record WantedStack(string Subject, Stack Stack, byte[] Template)
{
    public const string HashTag = "fairlead:template";

    /// <summary>Bytes of a template within a call (CloudFormation User Guide, "Understand CloudFormation quotas").</summary>
    public const int MostInline = 51_200;

    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>Whose it is: app, environment and name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>CloudFormation's; null makes it with the caller's own rights.</summary>
    public string? RoleArn { get; init; }

    /// <summary>Where a template that is too large for a call was put.</summary>
    public string? TemplateUrl { get; init; }

    /// <summary>What is there already, and is taken into the stack as it is; then nothing is made.</summary>
    public IReadOnlyList<ResourceToImport> Imports { get; init; } = [];

    /// <summary>The template that is there stays.</summary>
    public bool KeepsTemplate { get; init; }

    /// <summary>At its creation nobody waits for what a release waits for: <see cref="ExpressCreation"/>.</summary>
    public bool IsExpress { get; init; }

    /// <summary>Also what a release moves is a difference.</summary>
    public bool IsForced { get; init; }

    /// <summary>Tells templates apart.</summary>
    public string Hash { get; } = TemplateHash.Compute(Template);

    public IReadOnlyList<KeyValuePair<string, string>> AllTags => KeepsTemplate ? Tags : [.. Tags, new(HashTag, Hash)];

    /// <summary>Whether a stack is as wanted already: then no call is made for it. What a release moves is no difference.</summary>
    public bool IsMetBy(StackDescription there) => (KeepsTemplate || there.Tags.GetValueOrDefault(HashTag) == Hash)
        && Tags.All(t => there.Tags.GetValueOrDefault(t.Key) == t.Value)
        && Parameters.All(p => (!IsForced && Stack.FindParameter(p.Key)?.Source is LiveValue)
            || there.Parameters.GetValueOrDefault(p.Key) == p.Value);

    /// <summary>Whether a stack of this name is somebody else's: tags of ours say another. Those of the file may change.</summary>
    public bool IsForeign(StackDescription there) => Tags.Any(t => t.Key.StartsWith("fairlead:", StringComparison.Ordinal)
        && there.Tags.GetValueOrDefault(t.Key) != t.Value);

    /// <summary>
    /// The same for the same change of the same stack: who is killed and begins anew goes on with the change set that is there.
    /// </summary>
    public string ChangeSetName(StackDescription? there)
    {
        var text = new StringBuilder(Hash).Append('|').Append(there?.StackId).Append('|')
            .Append(there?.LastUpdatedTime?.ToString("O", CultureInfo.InvariantCulture));
        foreach (var (key, value) in Parameters.Concat(Tags).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            text.Append('|').Append(key).Append('=').Append(value);
        }

        return $"fairlead-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32]}";
    }
}
