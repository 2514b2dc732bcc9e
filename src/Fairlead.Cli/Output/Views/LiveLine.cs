namespace Fairlead.Cli.Output.Views;

/// <summary>What a row of the live view says at one moment, the most important first.</summary>
internal sealed record LiveLine(LiveMark Mark, string Name, string State)
{
    /// <summary>How long it took until now.</summary>
    public string Time { get; init; } = "";

    /// <summary>What it wrote last.</summary>
    public string Log { get; init; } = "";
}

/// <summary>What became of a row; where there is no room for all of them, the first of these are shown.</summary>
internal enum LiveMark
{
    Failed,
    Working,
    Warning,
    Done,
}
