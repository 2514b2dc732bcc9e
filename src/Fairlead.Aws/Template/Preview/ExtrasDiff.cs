using System.Text;
using Fairlead.Aws.Template.Checks;
using Fairlead.Aws.Template.Facts;
using Fairlead.Core.AppFile.Sections;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Template.Preview;

/// <summary>
/// Templates that the app's own people wrote, then and now. Two in JSON are compared like ours. Of YAML, whose short functions only CloudFormation
/// understands, it is known which resources come and go; that anything else differs is told, and not what it does.
/// </summary>
internal static class ExtrasDiff
{
    /// <summary>Only stacks that differ, each with what was there before and what is wanted.</summary>
    public static IEnumerable<(StackChange Change, Stack? Before, Stack? After)> Of(CloudFormationFacts facts, IEnumerable<Stack> before, IEnumerable<Stack> after)
    {
        var old = before.Where(s => s.Written is not null).ToDictionary(s => s.Name, StringComparer.Ordinal);
        var wanted = after.Where(s => s.Written is not null).ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var name in old.Keys.Union(wanted.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (then, now) = (Text(old.GetValueOrDefault(name)), Text(wanted.GetValueOrDefault(name)));
            if (then == now)
            {
                continue;
            }

            var (earlier, later) = Both(name, then, now);
            var found = StacksDiff.Of(facts, earlier is null ? [] : [earlier], later is null ? [] : [later]);
            yield return ((found is [var change] ? change : new StackChange(name, StackVerb.Changed)) with { IsOtherText = then is not null && now is not null }, earlier, later);
        }
    }

    private static (Stack? Before, Stack? After) Both(string name, string? before, string? after)
    {
        var (left, right) = (Json(name, before), Json(name, after));
        return (before is null || left is not null) && (after is null || right is not null) ? (left, right) : (Names(name, before), Names(name, after));
    }

    // What stands at the end of a file, and how its lines end, says nothing.
    private static string? Text(Stack? stack) => stack?.Written!.ReplaceLineEndings("\n").TrimEnd();

    private static Stack? Json(string name, string? text) => text is null || !text.StartsWith('{') ? null : StackReader.Read(name, Encoding.UTF8.GetBytes(text), out _);

    private static Stack? Names(string name, string? text)
    {
        if (text is null)
        {
            return null;
        }

        var stack = new Stack(name);
        foreach (var resource in ExtraTemplates.Read(new Source(name, text))?.Resources ?? [])
        {
            if (stack.Find(resource.Id) is null)
            {
                stack.Add(new Resource(resource.Id, resource.Type, MapValue.Empty));
            }
        }

        return stack;
    }
}
