namespace Fairlead.Aws.Stacks.Base;

/// <summary>The kinds that logical ids with names begin with. None begins another, so that no two ids meet; a test holds that.</summary>
internal static class LogicalIdPrefix
{
    public const string SecurityGroup = "SecurityGroup";

    /// <summary>Of the task that makes extensions and users inside of a database.</summary>
    public const string DatabaseTaskSecurityGroup = "DatabaseTaskSecurityGroup";

    public const string TargetGroup = "TargetGroup";
    public const string AlternateTargetGroup = "AlternateTargetGroup";
    public const string ListenerRule = "ListenerRule";
    public const string Weight = "Weight";
    public const string RecordSet = "RecordSet";
    public const string EmailSubscription = "EmailSubscription";
    public const string From = "From";
    public const string RegexPatternSet = "RegexPatternSet";
    public const string UserPool = "UserPool";
    public const string AppClient = "AppClient";
    public const string CognitoDomain = "CognitoDomain";
    public const string CognitoUser = "CognitoUser";
    public const string OriginBypassRule = "OriginBypassRule";

    /// <summary>The rule, and its shares, by which a held version is tried before it takes over.</summary>
    public const string TestListenerRule = "TestListenerRule";
    public const string TestWeight = "TestWeight";

    /// <summary>Rules of a service beside its first, for hosts below one.</summary>
    public const string WildcardRule = "WildcardRule";
    public const string RedirectRule = "RedirectRule";

    public const string HttpsSubscription = "HttpsSubscription";
    public const string ImageDigest = "ImageDigest";
    public const string Repository = "Repository";
    public const string CiRole = "CiRole";

    /// <summary>The login of a private registry.</summary>
    public const string ImageLogin = "ImageLogin";

    public static readonly IReadOnlyList<string> All =
        [SecurityGroup, DatabaseTaskSecurityGroup,
        TargetGroup, AlternateTargetGroup, ListenerRule, Weight, RecordSet, EmailSubscription, From, RegexPatternSet,
        UserPool, AppClient, CognitoDomain, CognitoUser, OriginBypassRule, WildcardRule, RedirectRule, TestListenerRule, TestWeight,
        HttpsSubscription, ImageDigest, Repository, CiRole, ImageLogin];
}
