namespace Fairlead.Core.Problems;

/// <summary>Every kind of problem. An id is never given to another kind.</summary>
public static class Codes
{
    public static readonly ProblemCode Syntax = new("FL001", "The text is not YAML.");
    public static readonly ProblemCode Tab = new("FL002", "YAML does not allow tabs as indentation.");
    public static readonly ProblemCode UnquotedReference = new(
        "FL003", "Inside {…} and […] YAML reads the brace of ${…} as its own; quote the value.");
    public static readonly ProblemCode DuplicateKey = new("FL004", "A key may stand only once in a map.");
    public static readonly ProblemCode Documents = new("FL005", "The file holds one YAML document.");
    public static readonly ProblemCode TooMuch = new(
        "FL006", "Files are at most 1 MB, 64 levels deep, and aliases may add at most 50,000 nodes.");
    public static readonly ProblemCode BooleanKey = new(
        "FL007", "Other YAML readers turn keys such as on, yes and no into booleans; quote them.");
    public static readonly ProblemCode Alias = new("FL008", "An alias names an anchor that was set before it and does not hold itself.");
    public static readonly ProblemCode Tag = new("FL009", "The app file uses no YAML tags.");

    public static readonly ProblemCode UnknownKey = new(
        "FL010", "Only the documented keys are allowed; keys that start with x- are ignored.");
    public static readonly ProblemCode WrongType = new("FL011", "The value is of another kind than the key wants.");
    public static readonly ProblemCode WrongValue = new("FL012", "The value is of the right kind but not one of those allowed.");
    public static readonly ProblemCode MissingKey = new("FL013", "A key that is needed is not there.");
    public static readonly ProblemCode WrongName = new(
        "FL014", "Names are lower-case letters, digits and hyphens, and start with a letter.");
    public static readonly ProblemCode NameTaken = new(
        "FL015", "Services, jobs and resources share one namespace, and some words are reserved.");
    public static readonly ProblemCode RemovesNothing = new(
        "FL016", "null removes an inherited value; there is none. A quoted \"null\" is text.");
    public static readonly ProblemCode KeysTogether = new("FL017", "Two keys contradict each other, or one needs another.");

    public static readonly ProblemCode ReferenceSyntax = new("FL020", "A reference is written ${…}; $${ is a literal ${.");
    public static readonly ProblemCode UnknownReference = new("FL021", "The reference names nothing in this file.");
    public static readonly ProblemCode UnknownAttribute = new("FL022", "What is referred to has no such attribute.");
    public static readonly ProblemCode ReferencePlace = new(
        "FL023", "Only references whose value is known while the file is read may stand here.");
    public static readonly ProblemCode Resolve = new("FL024", "{{resolve:…}} would read secrets with somebody else's rights.");
    public static readonly ProblemCode Cycle = new("FL025", "Things may not need each other in a circle.");
    public static readonly ProblemCode Extends = new("FL026", "extends names another service or job of the same file.");
    public static readonly ProblemCode UnknownEnvironment = new("FL027", "The environment is not in the file.");
    public static readonly ProblemCode UnusedSecret = new("FL028", "The secret is declared but nothing uses it.");

    public static readonly ProblemCode AwsOnly = new("FL029", "Parameters, stacks and extras have no value on the local engine.");

    public static readonly ProblemCode NoImage = new("FL030", "The workload does not say which image it runs.");
    public static readonly ProblemCode RouteTaken = new("FL031", "Two services answer for the same address.");
    public static readonly ProblemCode ShellText = new("FL032", "Commands are started without a shell.");
    public static readonly ProblemCode Path = new("FL033", "Paths stay inside the project, and exist.");
    public static readonly ProblemCode SecretsTracked = new("FL034", "The local secrets file must not be in version control.");

    public static readonly ProblemCode WrongKind = new("FL035", "The name stands for another kind of thing than the place wants.");
    public static readonly ProblemCode Overlay = new("FL036", "An overlay says what differs, never what runs: no images, no commands.");
    public static readonly ProblemCode FargateSize = new("FL037", "On AWS only some pairs of cpu and memory exist.");
    public static readonly ProblemCode NameCut = new("FL038", "A derived name is longer than AWS allows; it is cut and ends in a hash.");
    public static readonly ProblemCode RouteHidden = new("FL039", "Another service answers first for the same path of the app's domain.");
    public static readonly ProblemCode RouteDomain = new(
        "FL040", "Records and certificates are made only for hosts under the app's domain.");
    public static readonly ProblemCode ClearSecret = new("FL041", "Secrets do not stand in the file; they are referred to with ${secret}.");
    public static readonly ProblemCode AwsKeys = new(
        "FL042", "On AWS a workload has a role of its own; keys in its env would take its place.");
    public static readonly ProblemCode BothDays = new("FL043", "On AWS a cron schedule has a day of the month or a weekday, not both.");
    public static readonly ProblemCode SecretInImage = new("FL044", "A file that looks like secrets lies in a build context.");
    public static readonly ProblemCode CreateHeldBack = new(
        "FL045", "Create jobs never run by themselves on data that is older than the app.");
    public static readonly ProblemCode NoSpot = new("FL046", "Spot means nothing where all tasks are on demand.");
    public static readonly ProblemCode AwsLimit = new("FL047", "AWS does not have this, or not here.");
    public static readonly ProblemCode WidePermission = new("FL048", "A permission for everything is rarely what an app needs.");
    public static readonly ProblemCode EmptyRemoves = new(
        "FL049", "A key without a value removes what an earlier layer says; null says so plainly.");
    public static readonly ProblemCode OtherFormat = new("FL050", "The file is one of another tool; 'fairlead init' reads some of them.");

    public static readonly ProblemCode DataAtRisk = new(
        "FL060", "Data is replaced or removed only where --allow-replace names what holds it.");
    public static readonly ProblemCode NoWayThere = new("FL061", "AWS can not make this out of what is there.");
    public static readonly ProblemCode TooMany = new(
        "FL062", "AWS takes only so many of a thing in one stack, load balancer, security group or role.");
    public static readonly ProblemCode Control = new(
        "FL063", "security: strict refuses what does not meet a control; except: {ID: reason} says what is meant.");

    public static readonly ProblemCode NotOurs = new(
        "FL064", "A thing of the same name is there already that the app did not make; it is never taken over.");
    public static readonly ProblemCode SecretAway = new(
        "FL065", "A secret that somebody else keeps has to be there, with a value, and with a key that the tasks may use.");
    public static readonly ProblemCode Placeholder = new(
        "FL066", "A secret whose value is a placeholder is refused where the environment is protected or strict.");
    public static readonly ProblemCode NotEnough = new(
        "FL067", "The network or the account has less of something than the app needs: addresses, vCPU, time.");
    public static readonly ProblemCode NotDelegated = new(
        "FL068", "A zone answers for a domain only once its name servers stand at the registrar; no certificate is given before.");
    public static readonly ProblemCode ImageAway = new("FL069", "A release comes back only while its images are in the repository.");

    /// <summary>In the order of their ids.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } =
    [
        Syntax, Tab, UnquotedReference, DuplicateKey, Documents, TooMuch, BooleanKey, Alias, Tag,
        UnknownKey, WrongType, WrongValue, MissingKey, WrongName, NameTaken, RemovesNothing, KeysTogether,
        ReferenceSyntax, UnknownReference, UnknownAttribute, ReferencePlace, Resolve, Cycle, Extends, UnknownEnvironment, UnusedSecret,
        AwsOnly,
        NoImage, RouteTaken, ShellText, Path, SecretsTracked, WrongKind, Overlay, FargateSize, NameCut, RouteHidden,
        RouteDomain, ClearSecret,
        AwsKeys, BothDays, SecretInImage, CreateHeldBack, NoSpot, AwsLimit, WidePermission, EmptyRemoves,
        OtherFormat,
        DataAtRisk, NoWayThere, TooMany, Control, NotOurs, SecretAway, Placeholder, NotEnough, NotDelegated, ImageAway,
    ];
}
