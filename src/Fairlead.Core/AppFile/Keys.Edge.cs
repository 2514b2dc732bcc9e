using Fairlead.Core.Model;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

internal static partial class Keys
{
    internal static class Edge
    {
        public static readonly Section Section = new("edge");

        public static readonly Key<bool> Cdn = Section.Add("cdn", Shapes.Flag, false, "A content delivery network before the load balancer [aws].", "false");
        public static readonly Key<Model.Zone?> Zone = Section.Add("zone", EdgeReader.Zone, null, "Where DNS records go: existing (found by name), create, or external (the records are printed); a domain may follow [aws].", "existing");
        public static readonly Key<Text?> Certificate = Section.Add("certificate", Shapes.Given with { Example = "${ssm:/platform/certificate}" }, null, "The ARN of a certificate to use instead of a new one [aws].");
        public static readonly Key<TimeSpan> Timeout = Section.Add("timeout", Shapes.RequestTime, TimeSpan.FromSeconds(60), "The longest request of services that do not say otherwise.", "60s");
        public static readonly Key<bool> Waf = Section.Add("waf", Shapes.Flag, false, "A web application firewall before everything [aws].", "false");
        public static readonly Key<Model.Auth?> Auth = Section.Add("auth", EdgeReader.Auth, null, "What visitors have to show: none, basic or cognito.", "none");
        public static readonly Key<Node?> Allow = Section.Add("allow", Forms.Later("a map of names and lists of address ranges", "{office: [203.0.113.0/24]}", new NamesForm("NAME", new ListForm(new TextForm()))), null, "Who may come at all: lists of address ranges, each with a name.", "everybody");
    }

    internal static class Auth
    {
        public static readonly Section Section = new("auth");

        public static readonly Key<BasicAuth?> Basic = Section.Add("basic", Forms.Map(() => Keys.Basic.Section, EdgeReader.Basic, "{user: guest, password: \"${secret.PASSWORD}\"}"), null, "A user name and a password, asked by the browser.");
        public static readonly Key<CognitoAuth?> Cognito = Section.Add("cognito", Forms.Map(() => Keys.Cognito.Section, EdgeReader.Cognito, "{users: [somebody@example.org]}"), null, "A login with a user pool [aws].");

        public static readonly Section OfService = new Section("auth", "service-auth").With(Section);

        public static readonly Key<IReadOnlyList<string>> OpenTo = OfService.Add("open_to", Forms.Words, [], "As the edge asks, but requests from the pages of these services are let in; on AWS they need a domain, or hosts of their own.");
    }

    internal static class Basic
    {
        public static readonly Section Section = new("basic");

        public static readonly Key<string?> User = Section.Add("user", Shapes.Word with { Example = "guest" }, null, "The user name.");
        public static readonly Key<Text?> Password = Section.Add("password", Shapes.Password, null, "The password, as a secret.");
    }

    internal static class Cognito
    {
        public static readonly Section Section = new("cognito");

        public static readonly Key<IReadOnlyList<string>> Users = Section.Add("users", Forms.List(Forms.Present(PolicyReader.Email), "a list of e-mail addresses"), [], "Who may log in; removing an address closes its account.");
    }

    internal static class Network
    {
        public static readonly Section Section = new("network");

        public static readonly Key<int> Zones = Section.Add("zones", Shapes.Number(2, 6, "a number of zones from 2 to 6", "3"), 2, "Over how many availability zones it spreads [aws].", "2");
        public static readonly Key<string?> Cidr = Section.Add("cidr", NetworkReader.OwnRange, "10.0.0.0/16", "Its addresses [aws].", "10.0.0.0/16");
        public static readonly Key<Nat> Nat = Section.Add("nat", Shapes.Choice(("one", Model.Nat.One), ("none", Model.Nat.None), ("per-zone", Model.Nat.PerZone)), Model.Nat.One, "How private tasks reach the internet: by one gateway, by none (they stand in public subnets, closed to all but the load balancer), or by one in each zone [aws].", "one");
        public static readonly Key<IReadOnlyList<VpcEndpoint>> Endpoints = Section.Add("endpoints", Forms.List(NetworkReader.Endpoint, "a list of AWS services"), [], "AWS services that are reached without leaving the network [aws].");
        public static readonly Key<bool> FlowLogs = Section.Add("flow_logs", Shapes.Flag, false, "Logs all traffic [aws].", "false");
        public static readonly Key<Text?> Vpc = Section.Add("vpc", Shapes.Given with { Example = "vpc-0a1b2c3d" }, null, "The id of a network that is already there [aws].");
        public static readonly Key<Model.Subnets?> Subnets = Section.Add("subnets", Forms.Map(() => Keys.Subnets.Section, NetworkReader.Subnets, "{public: [subnet-1], private: [subnet-2]}"), null, "The subnets of an existing network [aws].", "found by their routes");
        public static readonly Key<Text?> Cluster = Section.Add("cluster", Shapes.Given with { Example = "shared-cluster" }, null, "The name of an ECS cluster that is already there [aws].");
    }

    internal static class Subnets
    {
        public static readonly Section Section = new("subnets");

        public static readonly Key<IReadOnlyList<Text>> Public = Section.Add("public", Forms.List(Forms.Present(Shapes.Given), "a list of subnets"), [], "Subnets for the load balancer.");
        public static readonly Key<IReadOnlyList<Text>> Private = Section.Add("private", Forms.List(Forms.Present(Shapes.Given), "a list of subnets"), [], "Subnets for everything else.");
    }

    internal static class Logs
    {
        public static readonly Section Section = new("logs");

        public static readonly Key<TimeSpan> Keep = Section.Add("keep", PolicyReader.Retention, TimeSpan.FromDays(30), "How long log lines are kept.", "30d");
        public static readonly Key<bool> Access = Section.Add("access", Shapes.Flag, false, "Keeps the load balancer's access log too.", "false");
    }

    internal static class Alerts
    {
        public static readonly Section Section = new("alerts");

        public static readonly Key<IReadOnlyList<string>> Email = Section.Add("email", Forms.Some(Forms.Present(PolicyReader.Email), "an e-mail address or a list of them"), [], "Who gets a mail.");
        public static readonly Key<IReadOnlyList<Text>> Url = Section.Add("url", Forms.Some(Forms.Present(PolicyReader.Hook), "an https address or a list of them"), [], "What gets an HTTP request.");
    }

    internal static class Security
    {
        public static readonly Section Section = new("security");

        public static readonly Key<Profile> Profile = Section.Add("profile", PolicyReader.Profiles, Model.Profile.Standard, "standard, strict (every applicable control is met) or dev (cheap, and quick to throw away).", "standard");
        public static readonly Key<Node?> Except = Section.Add("except", Forms.Later("a map of controls and reasons", "{RDS.5: one zone is enough for a pilot}", new NamesForm("CONTROL", new TextForm())), null, "Controls that do not apply here, each with the reason.");
    }
}
