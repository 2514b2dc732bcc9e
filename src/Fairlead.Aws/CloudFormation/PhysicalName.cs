namespace Fairlead.Aws.CloudFormation;

/// <summary>What a kind of physical name may be.</summary>
/// <param name="Longest">In characters.</param>
/// <param name="Separator">Between app, environment and name.</param>
internal sealed record NameRule(int Longest, char Separator = '-')
{
    /// <summary>Room kept for what is put after the name, such as an account id.</summary>
    public int Kept { get; init; }

    /// <summary>Whose it is stands in tags that are looked at before it is touched, so that the name alone need not tell.</summary>
    public bool IsTagged { get; init; }

    /// <summary>
    /// Rights are given by the beginning of the name, where AWS looks at no tag: no other app and no other environment has that beginning.
    /// </summary>
    public bool IsScoped { get; init; }

    /// <summary>Of a scoped name, so much of the name itself stays readable before a hash.</summary>
    public int LeastOfName { get; init; } = 20;

    /// <summary>What stands before the name, such as <c>/fairlead/</c>.</summary>
    public string Prefix { get; init; } = "";

    // AWS's published limits, where Fairlead has to name something: what must not be replaced, what has no name of its own, what people
    // look for.
    public static readonly NameRule Stack = new(128) { IsTagged = true };
    public static readonly NameRule Bucket = new(63) { Kept = 13, IsScoped = true };
    public static readonly NameRule ArtifactBucket = new(63) { Kept = 30 };
    public static readonly NameRule LoadBalancer = new(32) { IsScoped = true, LeastOfName = 8 };
    public static readonly NameRule Role = new(64);
    public static readonly NameRule Schedule = new(64) { IsScoped = true };
    public static readonly NameRule Domain = new(28);
    public static readonly NameRule Queue = new(80) { Kept = 5 };
    public static readonly NameRule Family = new(255);
    public static readonly NameRule BatchJobDefinition = new(128);
    public static readonly NameRule Endpoint = new(63) { IsScoped = true };
    public static readonly NameRule LoginDomain = new(63) { Kept = 13 };
    public static readonly NameRule EdgeFunction = new(64);
    public static readonly NameRule EdgeStore = new(64) { Kept = 9 };
    public static readonly NameRule Repository = new(256, '/');
    public static readonly NameRule LogGroup = new(512, '/') { Prefix = "/fairlead/" };

    // Step Functions names each log it writes to in one policy of 5,120 characters, but for those that begin so.
    public static readonly NameRule MachineLog = new(512, '/') { Prefix = "/aws/vendedlogs/states/" };
    public static readonly NameRule Secret = new(512, '/') { Prefix = "/" };
    public static readonly NameRule ParameterPath = new(1011, '/') { Prefix = "/" };
}

/// <summary>Physical names from names of the app file: always the same, never the same for two, and within AWS's limits.</summary>
internal static class PhysicalName
{
    private const string Between = "--";

    /// <summary>Names of buckets may not begin so: Amazon S3 User Guide, "General purpose bucket naming rules".</summary>
    public static readonly string[] KeptByS3 = ["amzn-s3-demo-", "sthree-", "xn--"];

    /// <summary>
    /// <c>app-env-name</c>; where that is too long, or would read the same for another app or environment, cut and with 8 characters of
    /// hash.
    /// </summary>
    public static string For(NameRule rule, string app, string environment, string name) =>
        rule.IsScoped ? FitScoped(rule, app, environment, name) : Fit(rule, app, environment, name);

    /// <summary>What the names of a scoped rule begin with in one environment, and nowhere else.</summary>
    /// <remarks>
    /// A name of the app file ends in no hyphen, and in those of apps and environments no two stand together: <c>shop--dev--</c> begins
    /// nothing of <c>dev-eu</c>. One that is too long is a hash instead, which begins as no app does: with a digit.
    /// </remarks>
    public static string ScopeOf(NameRule rule, string app, string environment)
    {
        var plain = $"{app}{Between}{environment}{Between}";
        var fits = plain.Length <= rule.Longest - rule.Kept - rule.LeastOfName
            && !Array.Exists(KeptByS3, k => plain.StartsWith(k, StringComparison.Ordinal));
        return fits ? plain : $"0{Fingerprint.Compute($"{app}/{environment}")}{Between}";
    }

    /// <summary>The name of what belongs to the environment as a whole.</summary>
    public static string For(NameRule rule, string app, string environment) => Fit(rule, app, environment);

    private static string FitScoped(NameRule rule, string app, string environment, string name)
    {
        var scope = ScopeOf(rule, app, environment);
        var room = rule.Longest - rule.Kept - scope.Length;
        return name.Length <= room ? scope + name
            : $"{scope}{name[..(room - Fingerprint.Length - 1)].TrimEnd('-')}-{Fingerprint.Compute(name)}";
    }

    private static string Fit(NameRule rule, params string[] parts)
    {
        var plain = rule.Prefix + string.Join(rule.Separator, parts);
        var room = rule.Longest - rule.Kept;
        if (plain.Length <= room && (rule.IsTagged || !IsAmbiguous(rule, parts)))
        {
            return plain;
        }

        // A slash stands in no name of the app file: what is hashed is different for different names.
        var hash = Fingerprint.Compute(string.Join('/', parts));
        var single = Single(plain);
        return single[..Math.Min(single.Length, room - Fingerprint.Length - 1)].TrimEnd('-', '/') + '-' + hash;
    }

    // Databases, caches and registries take no two hyphens in a row.
    private static string Single(string name)
    {
        while (name.Contains("--", StringComparison.Ordinal))
        {
            name = name.Replace("--", "-", StringComparison.Ordinal);
        }

        return name;
    }

    // "a-b" in "c" and "a" in "b-c" are both "a-b-c": a name is plain only where its first hyphens can be no part of app or environment.
    private static bool IsAmbiguous(NameRule rule, ReadOnlySpan<string> parts)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Contains("--", StringComparison.Ordinal)
                || (i + 1 < parts.Length && parts[i].Contains(rule.Separator, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
