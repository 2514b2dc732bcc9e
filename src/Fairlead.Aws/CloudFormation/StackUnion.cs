namespace Fairlead.Aws.CloudFormation;

/// <summary>
/// A stack as it is wanted, with all that is there and wanted no more: while something still uses that, it can not go. A second change
/// takes it away.
/// </summary>
internal static class StackUnion
{
    public static Stack Join(Stack wanted, Stack before)
    {
        var joined = new Stack(wanted.Name) { Description = wanted.Description, Region = wanted.Region };
        Add(joined, wanted, static _ => true);
        Add(joined, before, id => joined.Find(id) is null && joined.FindParameter(id) is null && joined.FindCondition(id) is null);
        return joined;
    }

    private static void Add(Stack joined, Stack from, Func<string, bool> isWanted)
    {
        // Parameters and resources share their names, so what is there is found before anything is added.
        var parameters = from.Parameters.Where(p => isWanted(p.Name)).ToList();
        var conditions = from.Conditions.Where(c => isWanted(c.Key)).ToList();
        var resources = from.Resources.Where(r => isWanted(r.Id)).ToList();
        var outputs = from.Outputs.Where(o => joined.FindOutput(o.Name) is null).ToList();
        parameters.ForEach(joined.Add);
        conditions.ForEach(c => joined.AddCondition(c.Key, c.Value));
        resources.ForEach(joined.Add);
        outputs.ForEach(joined.Add);
    }
}
