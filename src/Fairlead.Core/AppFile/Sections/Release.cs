using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class ReleaseKeys
{
    public static readonly Section Section = new("release");

    public static readonly Key<ReleaseSource?> From = Section.Add(
        "from", ReleaseReader.From, null,
        "A branch, \"tag PATTERN\", or push: whoever pushes the tag env-ENVIRONMENT of an image updates the services that run it.",
        "anywhere");
    public static readonly Key<bool> Approve = Section.Add(
        "approve", Shapes.Flag, false, "A release waits for somebody else's approval.", "false");
    public static readonly Key<bool> Hold = Section.Add(
        "hold", Shapes.Flag, false,
        "A release waits until it is promoted; whoever shows the cookie fairlead=next meets it at the address of its service.",
        "false");
}

/// <summary>Reads where releases of an environment come from and what they wait for.</summary>
internal static class ReleaseReader
{
    /// <summary>Where releases come from: a branch, <c>tag PATTERN</c> or <c>push</c>.</summary>
    public static readonly Shape<ReleaseSource?> From = new("a branch, \"tag PATTERN\" or push", ReadFrom, "main", new TextForm());

    public static ReleaseRule Read(Fields fields) =>
        new(fields.Read(ReleaseKeys.From), fields.Read(ReleaseKeys.Approve), fields.Read(ReleaseKeys.Hold));

    private static bool ReadFrom(Node node, Reading reading, out ReleaseSource? value)
    {
        value = null;
        if (!Shapes.Word.Read(node, reading, out var text))
        {
            return false;
        }

        var words = text!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        value = words switch
        {
            ["push"] => new FromPush(),
            ["tag", var pattern] => new FromTag(pattern),
            [var branch] when branch is not "tag" => new FromBranch(branch),
            _ => null,
        };
        return value is not null
            || reading.Wrong(
                Codes.WrongValue, node.Span, $"'{text}' does not say where releases come from",
                "write a branch such as main, \"tag v*\", or push", out value);
    }
}
