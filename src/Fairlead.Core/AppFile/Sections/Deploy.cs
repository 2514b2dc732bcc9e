using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.Hints;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Core.AppFile.Sections;

internal static class DeployKeys
{
    public static readonly Section Section = new("deploy") { OtherWords = OtherToolsKeys.OfDeploy };

    public static readonly Key<Strategy> Strategy = Section.Add(
        "strategy", DeployReader.Strategies, Model.Strategy.Rolling,
        "rolling, replace, blue-green or canary.", "rolling");
    public static readonly Key<int> Percent = Section.Add(
        "percent", Shapes.Number(1, 99, "a percentage from 1 to 99", "10"), 10,
        "The first share of requests that a canary gets.", "10");
    public static readonly Key<int?> Steps = Section.Add(
        "steps", Shapes.Integer(2, 20, "a number of steps from 2 to 20", "5"), null,
        "A canary gets requests in so many equal steps instead.");
    public static readonly Key<TimeSpan?> Bake = Section.Add(
        "bake",
        Shapes.Optional(Shapes.DurationFrom(TimeSpan.Zero, TimeSpan.FromHours(24), "a duration from 0s to 24h", "5m")),
        null,
        "How long each step waits, and how long the old version stays ready after the last.", "5m on AWS, 10s on local");
    public static readonly Key<IReadOnlyList<string>> Alarms = Section.Add(
        "alarms", Forms.Words with { Example = "[too-slow]" }, [],
        "Names of CloudWatch alarms: where one of them rings, the old version comes back.", only: KeyTarget.Aws);
}

/// <summary>Reads how a new version takes over.</summary>
internal static class DeployReader
{
    public static readonly Shape<Strategy> Strategies = Shapes.Choice(
        ("rolling", Strategy.Rolling), ("replace", Strategy.Replace), ("blue-green", Strategy.BlueGreen), ("canary", Strategy.Canary));

    public static readonly Shape<Rollout?> Shape = Forms.Short(
        Forms.As(Strategies, static strategy => (Rollout?)(Usual with { Strategy = strategy })),
        Forms.Map(() => DeployKeys.Section, ReadDeploy, "{strategy: canary, percent: 10, bake: 10m}"));

    /// <summary>Where the file says nothing.</summary>
    public static Rollout Usual => Written(Fields.Empty(DeployKeys.Section));

    private static Rollout Written(Fields fields) => new(fields.Read(DeployKeys.Strategy))
    {
        Percent = fields.Read(DeployKeys.Percent),
        Steps = fields.Read(DeployKeys.Steps),
        Bake = fields.Read(DeployKeys.Bake),
        Alarms = fields.Read(DeployKeys.Alarms),
    };

    private static Rollout ReadDeploy(Fields fields, Reading reading)
    {
        if (!fields.Has(DeployKeys.Alarms))
        {
            fields.Need(DeployKeys.Strategy, fields.Span, "deploy", "strategy: canary");
        }

        var rollout = Written(fields);
        if (rollout.Strategy != Strategy.Canary)
        {
            fields.Refuse(
                "only a canary gets requests bit by bit, so {0} means nothing here", "write strategy: canary, or remove it",
                DeployKeys.Percent, DeployKeys.Steps);
        }
        else if (fields.Has(DeployKeys.Steps))
        {
            fields.Refuse("'steps' are equal, so {0} means nothing beside them", "keep one of them", DeployKeys.Percent);
        }

        return rollout;
    }
}
