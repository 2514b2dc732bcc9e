namespace Fairlead.Aws.CloudFormation;

/// <summary>
/// Which stacks wait for which: those whose outputs they take as parameters, and definitions for those whose revision they name. There are
/// no exports, so nothing else ties them.
/// </summary>
internal static class StackOrder
{
    /// <summary>
    /// Groups of stacks in the order they can be made, all of a group at once; to remove them, go from the last to the first.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<Stack>> Groups(IReadOnlyCollection<Stack> stacks)
    {
        var open = stacks.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var groups = new List<IReadOnlyList<Stack>>();
        while (open.Count > 0)
        {
            Stack[] ready = [.. open.Values.Where(s => !Waits(s, open)).OrderBy(s => s.Name, StringComparer.Ordinal)];
            if (ready.Length == 0)
            {
                throw new InvalidOperationException(
                    $"Stacks wait for each other: {string.Join(", ", open.Keys.Order(StringComparer.Ordinal))}");
            }

            groups.Add(ready);
            foreach (var stack in ready)
            {
                open.Remove(stack.Name);
            }
        }

        return groups;
    }

    /// <summary>Parameters that take an output which its stack does not have, in sentences.</summary>
    public static IReadOnlyList<string> Dangling(IReadOnlyCollection<Stack> stacks)
    {
        var byName = stacks.ToDictionary(s => s.Name, StringComparer.Ordinal);
        return [.. from stack in stacks
                   from parameter in stack.Parameters
                   let source = parameter.Source as ImportedOutput
                   where source is not null && byName.GetValueOrDefault(source.Stack)?.FindOutput(source.Output) is null
                   select $"{stack.Name} takes {source.Output} of {source.Stack}, which has no such output"];
    }

    private static bool Waits(Stack stack, Dictionary<string, Stack> open)
    {
        foreach (var parameter in stack.Parameters)
        {
            if (Before(parameter.Source) is { } first && open.ContainsKey(first))
            {
                return true;
            }
        }

        return false;
    }

    private static string? Before(ParameterSource source) => source switch
    {
        ImportedOutput output => output.Stack,
        LiveValue live => live.Definition,
        _ => null,
    };
}
