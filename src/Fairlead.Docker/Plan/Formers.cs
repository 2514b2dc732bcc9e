namespace Fairlead.Docker.Plan;

/// <summary>
/// Containers of which there can be only one, databases and load balancers: the one that was there keeps its place under another name
/// until the release that replaces it is on record, and comes back where it never is.
/// </summary>
internal static class Formers
{
    /// <summary>The container belongs to a release on record: before that was written, it had shown that it works.</summary>
    public static bool HasProved(Observed observed, Container container) =>
        container.Release > 0 && container.Release <= (observed.Live?.Number ?? 0);

    /// <summary>What a deploy that did not end has kept; null where there is nothing, or what replaced it has proved itself.</summary>
    public static Container? Kept(Observed observed, string handle) =>
        observed.Find(handle) is { } successor && HasProved(observed, successor) ? null : observed.Find(Scope.FormerOf(handle));

    /// <summary>A successor can be created after these.</summary>
    public static IEnumerable<Step> MakeRoom(Observed observed, string handle, TimeSpan stop)
    {
        if (observed.Find(handle) is null)
        {
            yield break;
        }

        yield return new StopContainer(handle, stop);
        if (Kept(observed, handle) is not null)
        {
            yield return new RemoveContainer(handle); // what a killed deploy made
            yield break;
        }

        if (observed.Find(Scope.FormerOf(handle)) is { } left)
        {
            yield return new RemoveContainer(left.Handle);
        }

        yield return new RenameContainer(handle, Scope.FormerOf(handle));
    }
}
