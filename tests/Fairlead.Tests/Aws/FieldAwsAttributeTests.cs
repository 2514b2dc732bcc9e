using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Plan;
using Fairlead.Tests.Support;
using Attribute = Fairlead.Core.Model.Attribute;

namespace Fairlead.Tests.Aws;

/// <summary>
/// What people met with other tools on AWS, and with this one, each test named after its number among the findings: F1, attributes
/// mean the same on both targets.
/// </summary>
public class FieldAwsAttributeTests
{
    private const string Inside = "api.prod.shop.internal";

    private static readonly Attribute[] OfServices = [.. Attributes.ForKind(Kind.Service)];

    // What stands in the environment or edge, where api is routed, and what its URL then is on both targets.
    public static TheoryData<string, string, string, string> Situations() => new()
    {
        { "domain: example.org", "", $"http://{Inside}:8080", "http://api:8080" },
        { "", "", $"http://{Inside}:8080", "http://api:8080" },
        { "domain: example.org, edge: {cdn: true}", "", $"http://{Inside}:8080", "http://api:8080" },
        { "edge: {cdn: true}", "", $"http://{Inside}:8080", "http://api:8080" },
        { "domain: example.org", "/api", "https://example.org:443/api", "http://localhost:8000/api" },
        { "domain: example.org", "api.example.org", "https://api.example.org:443", "http://api.example.org:8000" },
        { "domain: example.org, edge: {cdn: true}", "/api", "https://example.org:443/api", "http://localhost:8000/api" },
        { "", "/api", "http://${LoadBalancerDnsName}:80/api", "http://localhost:8000/api" },
        { "edge: {cdn: true}", "/api", "https://${FromEdgeDistributionDomainName}:443/api", "http://localhost:8000/api" },
        { "", "api.example.org/v1", "http://api.example.org:80/v1", "http://api.example.org:8000/v1" },
    };

    [Theory]
    [MemberData(nameof(Situations))]
    public void F1_Attributes_of_a_service_mean_the_same_for_services_and_jobs_of_both_targets(
        string environment, string route, string onAws, string onLocal)
    {
        foreach (var hasEdge in route.Length == 0 ? [true, false] : (bool[])[true])
        {
            var yaml = File(environment, route, hasEdge);
            Same(Aws(yaml), new Uri(onAws.Replace("${", "x").Replace('}', 'x')), isPublic: route.Length > 0, Inside);
            Same(Local(yaml), new Uri(onLocal), isPublic: route.Length > 0, "api");
        }
    }

    // Each attribute of each kind stands alone in a variable once: it has a value, and its stack no parameter that nothing refers to.
    [Fact]
    public void F1_Every_attribute_of_every_kind_has_a_value_of_its_own()
    {
        foreach (var kind in Enum.GetValues<Kind>().Where(k => k != Kind.Job))
        {
            foreach (var attribute in Attributes.ForKind(kind))
            {
                foreach (var to in (string[])["", "/"])
                {
                    Walked.OfFile(OfKind(kind, Attributes.NameOf(attribute), to)).Variable("worker", "IT").ShouldNotBeEmpty();
                }
            }
        }
    }

    [Fact]
    public void F1_A_reference_in_a_document_is_the_address_too()
    {
        var app = Walked.Of("resources: {doc: {type: config, values: {API: \"${api.url}\"}}}\nservices:\n  api: {port: 8080, uses: [doc]}\n"
            + "  web: {port: 80, route: /, env: {DOC: \"${doc.name}\"}}\n");
        app.Environment.Resources.ShouldContain(r => r.Type == "AWS::ServiceDiscovery::PrivateDnsNamespace");
        app.Paths().ShouldContain("web → api 8080");
    }

    private static string File(string environment, string route, bool hasEdge) => $$$"""
        app: shop
        images: {web: {use: "nginx:1.27"}}
        services:
          web: {port: 80{{{(hasEdge ? ", route: /" : "")}}}, env: &all {{{{Variables()}}}}}
          api: {port: 8080{{{(route.Length == 0 ? "" : $", route: {route}")}}}}
        jobs:
          before: {when: before-deploy, env: *all}
          nightly: {schedule: "0 3 * * *", env: *all}
          gpus: {gpu: 1, instance: g5.xlarge, env: *all}
        environments:
          prod: {region: eu-west-1{{{(environment.Length == 0 ? "" : ", " + environment)}}}}
        """;

    private static string Variables() =>
        string.Join(", ", OfServices.Select(a => $"{a}: \"${{api.{Attributes.NameOf(a)}}}\"")) + ", MORE: \"${api.url}/v1\"";

    private static string OfKind(Kind kind, string attribute, string to)
    {
        var it = kind switch
        {
            Kind.Service => $"services:\n  it: {{port: 80{(to.Length == 0 ? "" : ", route: " + to)}}}\n",
            Kind.GpuJob => "jobs: {it: {gpu: 1, instance: g5.xlarge}}\nservices:\n",
            Kind.Search => "resources: {it: {type: search, version: \"2.13\"}}\nservices:\n",
            Kind.Bucket => "resources: {it: {type: bucket, encrypt: own-key}}\nservices:\n",
            Kind.Endpoint => "resources: {it: {type: endpoint, config: model}}\nservices:\n",
            Kind.Postgres => "resources: {it: {type: postgres, version: 16}}\nservices:\n",
            _ => $"resources: {{it: {Attributes.WordFor(kind)}}}\nservices:\n",
        };
        return $"{Walked.Head}{it}  worker: {{image: web, env: {{IT: \"${{it.{attribute}}}\"}}}}\n";
    }

    private static Dictionary<string, Dictionary<string, string>> Aws(string yaml)
    {
        var app = Walked.OfFile(yaml);
        return app.App.Workloads.Where(w => w.Env.Count > 0).ToDictionary(w => w.Name, w => w.Env.ToDictionary(v => v.Name, v =>
            SmallApp.Shown(app.ValueOf(w.Name, v.Name)).Replace("${", "x").Replace('}', 'x')));
    }

    private static Dictionary<string, Dictionary<string, string>> Local(string yaml)
    {
        var app = World.Read(yaml);
        var values = new Values(app, new Dictionary<string, string>(), new ReleaseIdentity(null, null, "test"), 1, 8000);
        return app.Workloads.Where(w => w.Env.Count > 0)
            .ToDictionary(w => w.Name, w => values.Env(w).ToDictionary(v => v.Key, v => v.Value));
    }

    private static void Same(Dictionary<string, Dictionary<string, string>> workloads, Uri url, bool isPublic, string host)
    {
        workloads.Keys.ShouldBe(["web", "before", "nightly", "gpus"]);
        foreach (var (name, values) in workloads)
        {
            values["Host"].ShouldBe(host, name);
            values["Port"].ShouldBe("8080", name);
            values["Address"].ShouldBe($"{host}:8080", name);
            var path = url.AbsolutePath.TrimEnd('/');
            var port = isPublic && url.IsDefaultPort ? "" : $":{url.Port}";
            values["Url"].ToLowerInvariant().ShouldBe($"{url.Scheme}://{url.Host}{port}{path}", name);
            values["UrlScheme"].ShouldBe(url.Scheme, name);
            values["UrlHost"].ToLowerInvariant().ShouldBe(url.Host, name);
            values["UrlPort"].ShouldBe($"{url.Port}", name);
            values["MORE"].ShouldBe(values["Url"] + "/v1", name);
        }
    }
}
