using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>Reads tags.</summary>
internal static class TagReader
{
    /// <summary>Tags as AWS allows them: keys of at most 128 characters, values of at most 256, and not its own.</summary>
    public static IReadOnlyList<Tag> Read(Node? node, Reading reading)
    {
        var tags = new List<Tag>();
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, node.Span, "tags has to be a map", "write {team: shop}");
        }

        foreach (var entry in (node as MapNode)?.Entries ?? [])
        {
            if (IsKey(entry, reading) && Shapes.Word.Read(entry.Value, reading, out var value))
            {
                if (value!.Length is 0 or > 256 || !IsTagText(value))
                {
                    reading.Problems.Add(
                        Codes.WrongValue, entry.Value.Span,
                        $"the tag {entry.Key} has a value that AWS does not take",
                        value.Length == 0 ? "alarms take no empty ones: write a value, such as none"
                            : "use at most 256 letters, digits, spaces and _.:/=+-@");
                }

                tags.Add(new Tag(entry.Key, value));
            }
        }

        if (tags.Count > 45)
        {
            reading.Problems.Add(
                Codes.WrongValue, node!.Span, $"these are {tags.Count} tags, and AWS takes 50 with our own", "keep at most 45");
        }

        return tags;
    }

    private static bool IsKey(Entry entry, Reading reading)
    {
        var key = entry.Key;
        if (key.Length is 0 or > 128 || !IsTagText(key)
            || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)
            || key.StartsWith("fairlead:", StringComparison.OrdinalIgnoreCase))
        {
            reading.Problems.Add(
                Codes.WrongName, entry.KeySpan,
                $"'{key}' can not be the key of a tag",
                "use at most 128 letters, digits, spaces and _.:/=+-@, and do not start with aws: or fairlead:");
            return false;
        }

        // Some types take tags as a map, and there it would be one.
        if (key is "Ref" or "Transform" || key.StartsWith("Fn::", StringComparison.Ordinal))
        {
            reading.Problems.Add(
                Codes.WrongName, entry.KeySpan,
                $"'{key}' can not be the key of a tag: CloudFormation reads it as a function", "choose another key");
            return false;
        }

        return true;
    }

    private static bool IsTagText(string text) =>
        text.All(c => char.IsLetterOrDigit(c) || c is ' ' or '_' or '.' or ':' or '/' or '=' or '+' or '-' or '@');
}
