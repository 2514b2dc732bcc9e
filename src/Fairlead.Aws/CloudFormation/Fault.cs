using Fairlead.Core.Sources;

namespace Fairlead.Aws.CloudFormation;

/// <summary>
/// Something in a template that CloudFormation would refuse. In what Fairlead makes that is either a slip of ours or a value of the file.
/// </summary>
/// <param name="Stack">The stack's name.</param>
/// <param name="Resource">The logical id; empty for outputs and conditions.</param>
/// <param name="Path">Inside the resource's properties: <c>ContainerDefinitions[0].Image</c>.</param>
/// <param name="Message">What is wrong, in one sentence without a full stop.</param>
/// <param name="Suggestion">What would be right, if that is known.</param>
/// <param name="Cause">The line of the app file that asked for the resource.</param>
internal sealed record Fault(string Stack, string Resource, string Path, string Message, string? Suggestion, Span? Cause)
{
    public override string ToString() =>
        $"{Stack} {Resource}{(Path.Length > 0 ? "." : "")}{Path}: {Message}{(Suggestion is null ? "" : $"; {Suggestion}")}";
}
