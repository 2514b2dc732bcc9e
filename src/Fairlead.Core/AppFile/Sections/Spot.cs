using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.Model;

namespace Fairlead.Core.AppFile.Sections;

internal static class SpotKeys
{
    public static readonly Section Section = new("spot");

    public static readonly Key<int> Above = Section.Add(
        "above", ScaleReader.Tasks, 1, "Tasks up to this number are on demand; 0 means that all may be taken away.", "1");
}

/// <summary>Reads how many tasks run on spare capacity.</summary>
internal static class SpotReader
{
    public static readonly Shape<Spot?> Shape = Forms.Short(
        Forms.As(Shapes.Flag, static yes => yes ? new Spot(1) : null),
        Forms.Map(() => SpotKeys.Section, static (fields, _) => new Spot(fields.Read(SpotKeys.Above)), "{above: 1}")) with
    {
        Words = "true, false, or {above: tasks on demand}",
    };
}
