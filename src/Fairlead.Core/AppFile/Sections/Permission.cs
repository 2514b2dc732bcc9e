using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Core.AppFile.Sections;

internal static class PermissionKeys
{
    public static readonly Section Section = new("a permission");

    public static readonly Key<IReadOnlyList<string>> Allow = Section.Add(
        "allow",
        Forms.List(
            Forms.Present(Shapes.Named("an action such as ses:SendEmail", @"^(\*|[a-z0-9-]+:[A-Za-z*?]+)$", "ses:SendEmail")),
            "a list of actions"),
        [], "Actions of AWS services.");
    public static readonly Key<IReadOnlyList<Text>> To = Section.Add(
        "to", Forms.Some(Forms.Present(PermissionReader.Arn), "an ARN or a list of ARNs"), [],
        "What they may be done to: ARNs, or \"*\".");
}

/// <summary>Reads what a workload may do in the AWS account beyond its links.</summary>
internal static class PermissionReader
{
    /// <summary>What a permission reaches: a literal ARN, or one that AWS knows.</summary>
    public static readonly Shape<Text?> Arn = Shapes.Reference(
        "an ARN, \"*\", or a reference to one",
        static p =>
            p is Literal or SsmPart or StackPart or ExtrasPart or AttributePart { Attribute: Model.Attribute.Arn or Model.Attribute.Key },
        "arn:aws:ses:eu-west-1:111122223333:identity/example.org",
        static t => t.Constant is not { } text || text == "*" || text.StartsWith("arn:", StringComparison.Ordinal));

    public static Permission? Read(Fields fields, Reading reading)
    {
        var allow = fields.Need(PermissionKeys.Allow, fields.Span, "a permission", "allow: [ses:SendEmail]");
        var to = fields.Need(PermissionKeys.To, fields.Span, "a permission", "to: \"*\"");
        if (allow.Any(a => a is "*" || a.EndsWith(":*", StringComparison.Ordinal)))
        {
            reading.Problems.Warn(
                Codes.WidePermission, fields.ValueOf(PermissionKeys.Allow),
                $"this allows everything{(allow.Contains("*") ? "" : " of a service")}",
                "name the actions that the app calls");
        }

        return new Permission(allow, to, fields.Span);
    }
}
