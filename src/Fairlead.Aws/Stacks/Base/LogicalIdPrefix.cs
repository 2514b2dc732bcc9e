namespace Fairlead.Aws.Stacks.Base;

/// <summary>The kinds that logical ids with names begin with. None begins another, so that no two ids meet; a test holds that.</summary>
internal static class LogicalIdPrefix
{
    public const string Group = "Group";
    public const string Targets = "TargetGroup";
    public const string Standby = "Standby";
    public const string Rule = "Rule";
    public const string Weight = "Weight";
    public const string Record = "Record";
    public const string Mail = "Mail";
    public const string From = "From";
    public const string Password = "Password";
    public const string Pool = "Pool";
    public const string Client = "Client";
    public const string Login = "Login";
    public const string Member = "Member";
    public const string Open = "Open";

    /// <summary>The rule, and its shares, by which a held version is tried before it takes over.</summary>
    public const string TrialRule = "TrialRule";
    public const string TrialShare = "TrialShare";

    public const string Hook = "Hook";
    public const string Digest = "Digest";
    public const string Repository = "Repository";
    public const string CiRole = "CiRole";

    public static readonly IReadOnlyList<string> All =
        [Group, Targets, Standby, Rule, Weight, Record, Mail, From, Password, Pool, Client, Login, Member, Open, TrialRule, TrialShare, Hook, Digest, Repository, CiRole];
}
