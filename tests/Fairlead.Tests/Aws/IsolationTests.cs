using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks;
using Fairlead.Cli.Project;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>
/// The wall between environments, asked of the rendered policies: every call that Fairlead makes is allowed to who makes it, and no role of
/// one environment, nor any that could be written inside of its boundary, does anything with what is another's. What is asked is data:
/// <c>src/Fairlead.Aws/Api/calls.txt</c> and <c>attacks.txt</c>; what conditions an action really has is AWS's own reference,
/// <c>iam.facts</c>.
/// </summary>
public class IsolationTests
{
    private const string Region = "eu-west-1";
    private const string Account = "111122223333";

    private static readonly Dictionary<string, (string Types, string[] Keys)> Facts = File.ReadLines(
        Repository.Path("tests/Fairlead.Tests/Aws/iam.facts")).Where(l => !l.StartsWith('#')).Select(l => l.Split('|'))
        .ToDictionary(l => l[0].Trim(), l => (l[1], l[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    // What a person does with rights of his own is no role's.
    private static readonly (string Who, string Action, string Kind)[] Calls =
        [.. Read("src/Fairlead.Aws/Api/calls.txt").Where(c => c.Who != "person")];

    private static readonly (string Who, string Action, string Kind)[] Attacks = [.. Read("tests/Fairlead.Tests/Aws/attacks.txt")];

    // What CloudFormation may do is tried also by what could be written inside of the boundary.
    private static readonly (string Who, string Action, string Kind)[] Asked =
        [.. Calls, .. Attacks, .. Calls.Where(c => c.Who == "make").Select(c => c with { Who = "within" })];

    private static readonly string[] Services =
        ["cloudformation.amazonaws.com", "ecs-tasks.amazonaws.com", "ecs.amazonaws.com", "scheduler.amazonaws.com", "lambda.amazonaws.com",
        "ec2.amazonaws.com"];

    // Names of which one begins the other, or that join to the same.
    public static TheoryData<string, string> Names() => new()
    {
        { "shop", "dev" }, { "shop", "dev-eu" }, { "shop-dev", "eu" }, { "shop", "d" }, { "herav2", "test" },
        { "a-rather-long-name-of-an-application-01", "production-of-the-southern-hemisphere-01" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_call_that_Fairlead_makes_is_allowed(string app, string environment)
    {
        var roles = new Access(app, environment);
        var estate = new Estate(app, environment, Region, Account);
        var denied = new List<string>();
        foreach (var (who, action, kind) in Calls)
        {
            var request = Ask(action, kind, estate);
            AddOwn(request, kind, estate, estate);
            if (!roles[who].Allows(request))
            {
                denied.Add($"{who} {action} on {request.Arn}");
            }
        }

        string.Join('\n', denied).ShouldBeEmpty();
        Calls.Length.ShouldBeGreaterThan(200);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_of_one_environment_reaches_anothers(string app, string environment)
    {
        var (roles, own) = (new Access(app, environment), new Estate(app, environment, Region, Account));
        var (tried, allowed) = (0, new List<string>());
        foreach (var other in Others(own))
        {
            foreach (var (who, action, kind) in Asked)
            {
                // What is new is another's by the tags it is to carry.
                if (kind is "*" or "new" or "linked-role" or "forwarding" || IsOpen(own, other, action, kind)
                    || (kind.StartsWith("new", StringComparison.Ordinal)
                        && !(other.IsTagged && Facts[action].Keys.Contains("aws:RequestTag"))))
                {
                    continue;
                }

                foreach (var request in Variants(action, kind, own, other))
                {
                    tried++;
                    if (roles[who].Allows(request))
                    {
                        allowed.Add($"{who} {action} on {request.Arn} of {other.App}/{other.Environment}"
                            + string.Concat(request.Context.Select(c => $" {c.Key}={string.Join(',', c.Value)}")));
                    }
                }
            }
        }

        string.Join('\n', allowed.Distinct()).ShouldBeEmpty();
        tried.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Nobody_runs_a_task_of_ones_own_on_anothers_cluster()
    {
        var (own, other) = (new Estate("shop", "dev", Region, Account), new Estate("shop", "dev-eu", Region, Account));
        var request = Ask("ecs:RunTask", "task-definition", own);
        request.Context["ecs:cluster"] = [other.Cluster];
        new Access("shop", "dev")["ci"].Allows(request).ShouldBeFalse();
        request.Context["ecs:cluster"] = [own.Cluster];
        new Access("shop", "dev")["ci"].Allows(request).ShouldBeTrue();
    }

    [Fact]
    public void A_pipeline_changes_neither_who_may_do_what_nor_takes_what_is_in_no_stack()
    {
        var (own, roles) = (new Estate("shop", "dev", Region, Account), new Access("shop", "dev"));
        foreach (var (action, kind) in new[] { ("iam:PutRolePolicy", "access-role"), ("iam:UpdateAssumeRolePolicy", "access-role"),
            ("iam:CreateRole", "access-role"), ("iam:PassRole", "access-role"), ("iam:CreatePolicyVersion", "boundary"),
            ("iam:DeleteRole", "access-role") })
        {
            var request = Ask(action, kind, own);
            request.Context["iam:PermissionsBoundary"] = [own.ArnOf("boundary")];
            roles["make"].Allows(request).ShouldBeFalse(action);
            roles["ci"].Allows(request).ShouldBeFalse(action);
        }

        var import = Ask("cloudformation:CreateChangeSet", "stack", own);
        AddOwn(import, "stack", own, own);
        roles["ci"].Allows(import).ShouldBeTrue();
        import.Context["cloudformation:ImportResourceTypes"] = ["AWS::S3::Bucket"];
        roles["ci"].Allows(import).ShouldBeFalse();
        roles["deploy"].Allows(import).ShouldBeTrue();
        import.Context["cloudformation:ImportResourceTypes"] = ["AWS::S3::Bucket", "AWS::IAM::Role"];
        roles["deploy"].Allows(import).ShouldBeFalse();
    }

    [Theory]
    [InlineData("cgap")]
    [InlineData("connections")]
    [InlineData("consultation-analyser")]
    [InlineData("hera")]
    [InlineData("otakaro")]
    public void The_boundary_lets_every_role_do_what_its_policies_say(string example)
    {
        var folder = Repository.Path("examples", example);
        var source = new Source("fairlead.yaml", AppFileText.Read(Path.Combine(folder, "fairlead.yaml")));
        foreach (var environment in AppFileReader.Environments(source).Where(e => e != "local"))
        {
            var app = AppFileReader.Read(source, environment, new ProjectFolder(folder)).App.ShouldNotBeNull();
            new Access(app).ShouldFit();
        }
    }

    // Its repositories are the app's, a release may be promoted, and what an account has once is all its environments'. A stack or job with
    // no tags is like one that is not there yet: who asks may begin one; and CloudFormation's role does nothing with what has no tags.
    private static bool IsOpen(Estate own, Estate other, string action, string kind) =>
        (!other.IsTagged && (kind == "stack" || (kind, action) == ("job", "batch:TagResource")))
        || (own.App == other.App && (kind == "account-stack" || (kind == "repository" && action != "ecr:BatchDeleteImage")
            || (kind, action) == ("record", "s3:GetObject") || (kind, action) == ("artifacts", "s3:ListBucket")));

    private static IEnumerable<Estate> Others(Estate own)
    {
        foreach (var name in Names())
        {
            var (app, environment) = ((string)name[0], (string)name[1]);
            if ((app, environment) != (own.App, own.Environment) && $"{app}-{environment}" != $"{own.App}-{own.Environment}")
            {
                yield return new Estate(app, environment, Region, Account);
            }
        }

        yield return own with { Environment = own.Environment + "-b" };
        yield return own with { App = own.App + "-b" };
        yield return own with { Region = "us-west-2", Environment = own.Environment + "x" };
        yield return own with { Environment = own.Environment + "-by-hand", IsTagged = false };
    }

    private static IEnumerable<IamRequest> Variants(string action, string kind, Estate own, Estate other)
    {
        foreach (var asked in new[] { own, other })
        {
            if (kind.StartsWith("new", StringComparison.Ordinal) && asked == own)
            {
                continue; // that is to make something of one's own
            }

            foreach (var service in action == "iam:PassRole" ? Services : [""])
            {
                var request = Ask(action, kind, other);
                AddOwn(request, kind, asked, own);
                if (service.Length > 0)
                {
                    request.Context["iam:PassedToService"] = [service];
                }

                yield return request;
            }
        }
    }

    // What AWS tells of an action and a thing; a key that the action does not have is never told.
    private static IamRequest Ask(string action, string kind, Estate of)
    {
        var request = new IamRequest(action, of.ArnOf(kind));
        var (types, keys) = Facts[action];
        if (of.Carries(kind) && (types.Contains('!') || keys.Contains("aws:ResourceTag")))
        {
            request.Context["aws:ResourceTag/fairlead:app"] = [of.App];
            if (kind != "account-stack")
            {
                request.Context["aws:ResourceTag/fairlead:environment"] = [of.Environment];
            }
        }

        return request;
    }

    // What whoever asks says beside.
    private static void AddOwn(IamRequest request, string kind, Estate asked, Estate own)
    {
        Add("aws:RequestTag", "aws:RequestTag/fairlead:app", asked.App);
        Add("aws:RequestTag", "aws:RequestTag/fairlead:environment", asked.Environment);
        Add("cloudformation:RoleArn", "cloudformation:RoleArn", own.MakeRole);
        Add("ecs:cluster", "ecs:cluster", asked.Cluster);
        Add("iam:PermissionsBoundary", "iam:PermissionsBoundary", own.ArnOf("boundary"));
        Add("iam:AWSServiceName", "iam:AWSServiceName", "ecs.amazonaws.com");
        Add("s3:prefix", "s3:prefix", $"{asked.Environment}/");
        if (request.Action == "ecs:TagResource" && kind.StartsWith("new", StringComparison.Ordinal))
        {
            request.Context["ecs:CreateAction"] = [kind == "new-task" ? "RunTask" : "RegisterTaskDefinition"];
        }

        request.Context["iam:PassedToService"] = [kind switch
        {
            "make-role" => "cloudformation.amazonaws.com",
            "schedule-role" => "scheduler.amazonaws.com",
            "traffic-role" => "ecs.amazonaws.com",
            _ => "ecs-tasks.amazonaws.com",
        }];

        void Add(string known, string key, string value)
        {
            if (Facts[request.Action].Keys.Contains(known))
            {
                request.Context[key] = [value];
            }
        }
    }

    private static IEnumerable<(string Who, string Action, string Kind)> Read(string list) =>
        from line in File.ReadLines(Repository.Path(list))
        where line.Length > 0 && !line.StartsWith('#')
        let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        from who in words[0].Split(',')
        from kind in words.Skip(2).TakeWhile(w => w != "#")
        select (who, words[1], kind);

    /// <summary>The roles of an environment.</summary>
    private sealed class Access
    {
        private readonly Dictionary<string, IamRole> roles = [];
        private readonly Dictionary<string, Stack> stacks;
        private readonly Resolver resolver;
        private readonly IReadOnlyList<IamStatement> boundary;

        public Access(string app, string environment)
            : this(AppFileReader.Read(
                new Source("fairlead.yaml", $"app: {app}\nci: github/example/shop\nimages: {{web: web}}\nservices:"
                    + $" {{web: {{port: 80, route: /}}}}\n"
                    + $"environments: {{{environment}: {{region: {Region}, account: '{Account}'}}}}\n"), environment,
                World.AnyFiles.Instance).App.ShouldNotBeNull())
        {
        }

        public Access(App app)
        {
            stacks = AppTemplates.Make(app, Walked.Facts).Stacks.ToDictionary(s => s.Name);
            resolver = new Resolver(stacks, app.Environment.Region, Account);
            var access = stacks.Values.Single(s => s.Find("PermissionsBoundary") is not null);
            boundary = resolver.Statements(access, PolicyText.Statements(access.Find("PermissionsBoundary")!));
            roles["within"] = new IamRole(IamRole.Everything, boundary);
            foreach (var (who, id) in new[] { ("deploy", "DeployRole"), ("ci", "CiRole"), ("plan", "PlanRole"),
                ("make", "CloudFormationRole") })
            {
                if (access.Find(id) is not null)
                {
                    roles[who] = new IamRole(resolver.Role(access, id));
                }
            }

            App = app;
        }

        private App App { get; }

        public IamRole this[string who] => roles[who];

        /// <summary>Every statement of every role, tried on what it says, inside of the boundary.</summary>
        public void ShouldFit()
        {
            var denied = new List<string>();
            foreach (var stack in stacks.Values.Where(s => s.Find("PermissionsBoundary") is null))
            {
                foreach (var role in stack.Resources.Where(r => r.Type == "AWS::IAM::Role"))
                {
                    denied.AddRange(resolver.Role(stack, role.Id).Where(s => !s.IsDeny).SelectMany(Requests)
                        .Where(r => !new IamRole(IamRole.Everything, boundary).Allows(r))
                        .Select(r => $"{stack.Name} {role.Id}: {r.Action} on {r.Arn}"));
                }
            }

            denied.ShouldBeEmpty();
        }

        private IEnumerable<IamRequest> Requests(IamStatement statement)
        {
            foreach (var action in statement.Actions)
            {
                foreach (var resource in statement.Resources)
                {
                    var request = new IamRequest(action.TrimEnd('*'),
                        resource == "*" ? resource : resource.Replace("*", "x").Replace("?", "x"));
                    foreach (var part in new[] { "aws:ResourceTag", "aws:RequestTag" })
                    {
                        request.Context[$"{part}/fairlead:app"] = [App.Name];
                        request.Context[$"{part}/fairlead:environment"] = [App.Environment.Name];
                    }

                    foreach (var (_, key, values) in statement.Conditions)
                    {
                        request.Context[key] = values;
                    }

                    request.Context.TryAdd("ecs:cluster", [new Estate(App.Name, App.Environment.Name, App.Environment.Region, Account)
                        .Cluster]);
                    request.Context.TryAdd("ecs:CreateAction", ["RunTask"]);
                    yield return request;
                }
            }
        }
    }
}
