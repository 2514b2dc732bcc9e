using Fairlead.Core.Model;

namespace Fairlead.Aws.Stacks.Data;

/// <summary>
/// Until when AWS supports a version without asking for more. Afterwards it goes on running, and is charged for: RDS user guide, "Amazon
/// RDS Extended Support", with the release calendar of RDS for PostgreSQL; OpenSearch Service developer guide, "End of standard support".
/// </summary>
internal static class EngineSupport
{
    /// <summary>The day by which this is told; a file means the same today and in a year.</summary>
    public static readonly DateOnly AsOf = new(2026, 11, 26);

    // What is soon enough to be told.
    private const int MonthsAhead = 12;
    private const int YearsOfFirstPrice = 2;

    private static readonly DateOnly OldSearch = new(2025, 11, 7);

    private static readonly (string Major, DateOnly Ends)[] Postgres =
    [
        ("11", new(2024, 2, 29)), ("12", new(2025, 2, 28)), ("13", new(2026, 2, 28)), ("14", new(2027, 2, 28)),
        ("15", new(2028, 2, 29)), ("16", new(2029, 2, 28)), ("17", new(2030, 2, 28)), ("18", new(2031, 2, 28)),
    ];

    /// <summary>
    /// The versions of PostgreSQL that RDS has, oldest first: aws rds describe-db-engine-versions, as cfn-lint 1.51 keeps it
    /// (aws_rds_dbinstance/engine_version). 9 and 10 can no longer be made.
    /// </summary>
    public static IReadOnlyList<string> PostgresMajors { get; } = [.. Postgres.Select(p => p.Major)];

    private static readonly string[] OldSearchVersions = ["1.0", "1.1", "1.2", "2.3", "2.5", "2.7", "2.9"];

    /// <summary>The last day of standard support, where it is over or soon will be.</summary>
    public static DateOnly? EndOf(Resource resource)
    {
        var end = resource switch
        {
            Core.Model.Postgres database => PostgresEnd(database.Version),
            Search search => OldSearchVersions.Contains(search.Version, StringComparer.Ordinal) ? OldSearch : null,
            _ => (DateOnly?)null,
        };
        return end <= AsOf.AddMonths(MonthsAhead) ? end : null;
    }

    /// <summary>How many of AWS's prices of support a PostgreSQL pays for: none, one, or from the third year on two.</summary>
    public static int PricesOf(string major) => PostgresEnd(major) is not { } end || end >= AsOf ? 0
        : end.AddYears(YearsOfFirstPrice) >= AsOf ? 1 : 2;

    private static DateOnly? PostgresEnd(string major)
    {
        foreach (var (version, ends) in Postgres)
        {
            if (version == major)
            {
                return ends;
            }
        }

        return null;
    }
}
