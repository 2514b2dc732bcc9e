using System.Globalization;
using System.Text;
using Fairlead.Core.Model;

namespace Fairlead.Benchmarks;

/// <summary>The files that are read: the one of the CGAP example, and made ones of so many services.</summary>
internal static class FileSamples
{
    public const string Cgap = "CGAP, cgap-production";

    private const string OfServices = " made services";

    public static readonly IReadOnlyList<int> Counts = [1, 10, 100, 500, 2000];

    public static IEnumerable<string> Names => Counts.Select(NameOf).Prepend(Cgap);

    public static string NameOf(int services) => services.ToString(CultureInfo.InvariantCulture) + OfServices;

    public static (string Text, string Environment) Of(string name) => name == Cgap
        ? (File.ReadAllText(Path.Combine(Root(), "examples", "cgap", "fairlead.yaml")), "cgap-production")
        : (Made(int.Parse(name[..^OfServices.Length], CultureInfo.InvariantCulture)), "production");

    /// <summary>How often a sample is read in one measurement: all of them take about as long then.</summary>
    public static int Repeats(string name) => Counts[^1] / Math.Max(ServicesOf(name) ?? 10, 5);

    /// <summary>Services of the usual kind: each has a route, a check, a scale, variables with references and a link.</summary>
    private static string Made(int services)
    {
        var text = new StringBuilder("""
            app: shop
            images: {web: .}
            env:
              ENVIRONMENT: ${environment.name}
              DATABASE_URL: ${db.url}
              SESSION_KEY: ${secret}
            resources:
              db: {type: postgres, version: 16, size: db.t4g.micro}
              files: {type: bucket, encrypt: own-key}
              work: {type: queue, visibility: 10m}
            environments:
              production: {region: eu-west-1, domain: shop.example.org}
            services:

            """);
        for (var i = 0; i < services; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                  service-{{i}}:
                    port: {{8000 + i}}
                    route: ${domain}/service-{{i}}
                    cpu: 0.5
                    memory: 1G
                    health: {path: /health, grace: 2m}
                    scale: {min: 2, max: 10, cpu: 70}
                    uses: {files: read service-{{i}}/}
                    env:
                      NUMBER: "{{i}}"
                      BUCKET: ${files.name}
                      QUEUE: ${work.url}
                      ADDRESS: http://${service-{{(i + 1) % services}}.address}/status

                """);
        }

        return text.ToString();
    }

    /// <summary>The folder of the repository: the first above this program that holds it.</summary>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "global.json")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("the repository was not found above " + AppContext.BaseDirectory);
    }

    /// <summary>How many services a sample has; null for the one of an example.</summary>
    public static int? ServicesOf(string name) => name.EndsWith(OfServices, StringComparison.Ordinal) ? int.Parse(name[..^OfServices.Length], CultureInfo.InvariantCulture) : null;
}
