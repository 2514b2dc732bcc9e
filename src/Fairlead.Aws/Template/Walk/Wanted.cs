namespace Fairlead.Aws.Template.Walk;

/// <summary>Controls that cost something: what meets them is made where the app does not say that it does without.</summary>
internal static class Wanted
{
    /// <param name="control">AWS's id: <c>S3.9</c>.</param>
    public static bool Wants(this Site site, string control)
    {
        foreach (var optOut in AppStacks.OptOuts(site.App))
        {
            if (optOut.Control == control)
            {
                return false;
            }
        }

        return true;
    }
}
