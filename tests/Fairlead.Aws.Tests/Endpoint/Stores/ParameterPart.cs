using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>Systems Manager's parameters. <c>API Reference, version 2014-11-06</c>.</summary>
internal sealed class ParameterPart(AwsWorld world) : IAwsPart
{
    // GetParametersByPath and GetParameters answer at most ten.
    private const int Page = 10;
    private const int StandardSize = 4096;

    private readonly SortedDictionary<string, StoredParameter> parameters = new(StringComparer.Ordinal);

    public void Register(AwsRoutes routes) => routes
        .Add("ssm", "PutParameter", Put)
        .Add("ssm", "GetParameter", call => Members.Make(("Parameter", Show(call, Seen(call.Need("Name")) ?? throw Missing()))))
        .Add("ssm", "GetParameters", GetMany)
        .Add("ssm", "GetParametersByPath", GetByPath)
        .Add("ssm", "DescribeParameters", Describe)
        .Add("ssm", "DeleteParameter", call => parameters.Remove(call.Need("Name")) ? new JsonObject() : throw Missing())
        .Add("ssm", "DeleteParameters", DeleteMany)
        .Add("ssm", "AddTagsToResource", AddTags)
        .Add("ssm", "ListTagsForResource", call => Members.Make(("TagList", Members.Pairs(
            (Seen(call.Need("ResourceId")) ?? throw Missing()).Tags, "Key", "Value"))));

    /// <summary>What stands there in clear; null where nothing does.</summary>
    public string? Find(string name) => parameters.GetValueOrDefault(name)?.Value;

    /// <summary>Writes without a call, as a person in the console.</summary>
    /// <param name="key">A key of one's own; null is AWS's.</param>
    public void Set(string name, string value, string? key = null) => parameters[name] = new StoredParameter(name, "SecureString", value,
        (parameters.GetValueOrDefault(name)?.Version ?? 0) + 1, world.Now)
    {
        Key = key,
    };

    private AwsAnswer Put(AwsCall call)
    {
        var (name, value) = (call.Need("Name"), call.Need("Value"));
        var old = parameters.GetValueOrDefault(name);
        if (old is not null && call.Flag("Overwrite") != true)
        {
            throw new AwsRefusal("ParameterAlreadyExists",
                "The parameter already exists. To overwrite this value, set the overwrite option");
        }

        // SSM API Reference, PutParameter: standard parameters hold 4 KB.
        if (Encoding.UTF8.GetByteCount(value) > StandardSize && call.Text("Tier") != "Advanced")
        {
            throw AwsRefusal.Validation("Standard tier parameters support a maximum parameter value of 4096 characters.");
        }

        var made = new StoredParameter(name, call.Text("Type") ?? old?.Type ?? throw AwsRefusal.Validation("a type is needed"), value,
            (old?.Version ?? 0) + 1, world.Now)
        {
            Tags = old?.Tags ?? call.Pairs("Tags", "Key", "Value"),
        };
        parameters[name] = made;
        return Members.Make(("Version", made.Version), ("Tier", "Standard"));
    }

    private AwsAnswer GetMany(AwsCall call)
    {
        var names = call.Texts("Names");
        if (names.Count > Page)
        {
            throw AwsRefusal.Validation("Member must have length less than or equal to 10");
        }

        var found = names.Select(n => (Name: n, Parameter: Seen(n))).ToList();
        return Members.Make(
            ("Parameters", Members.List(found.Where(f => f.Parameter is not null).Select(f => Show(call, f.Parameter!)))),
            ("InvalidParameters", Members.Texts(found.Where(f => f.Parameter is null).Select(f => f.Name))));
    }

    private AwsAnswer GetByPath(AwsCall call)
    {
        var path = call.Need("Path").TrimEnd('/') + "/";
        var isDeep = call.Flag("Recursive") == true;
        var found = parameters.Values.Where(p => p.Name.StartsWith(path, StringComparison.Ordinal)
            && (isDeep || !p.Name[path.Length..].Contains('/')));
        var (page, next) = Cut(call, found);
        return Members.Make(("Parameters", Members.List(page.Select(p => Show(call, p)))), ("NextToken", next));
    }

    private AwsAnswer Describe(AwsCall call)
    {
        var filters = call.List("ParameterFilters").SelectMany(f => f["Values"]!.AsArray().Select(v =>
            (Text: v!.GetValue<string>(), IsWhole: f["Option"]?.GetValue<string>() == "Equals"))).ToList();
        var found = parameters.Values.Where(p => filters.Count == 0
            || filters.Exists(f => f.IsWhole ? p.Name == f.Text : p.Name.StartsWith(f.Text)));
        var (page, next) = Cut(call, found);
        return Members.Make(("Parameters", Members.List(page.Select(p => Members.Make(("Name", p.Name), ("Type", p.Type),
            ("Version", p.Version), ("KeyId", p.Key ?? "alias/aws/ssm"), ("LastModifiedDate", p.Modified))))), ("NextToken", next));
    }

    private AwsAnswer DeleteMany(AwsCall call)
    {
        var names = call.Texts("Names").ToLookup(n => parameters.Remove(n));
        return Members.Make(("DeletedParameters", Members.Texts(names[true])), ("InvalidParameters", Members.Texts(names[false])));
    }

    private AwsAnswer AddTags(AwsCall call)
    {
        var parameter = Seen(call.Need("ResourceId")) ?? throw new AwsRefusal("InvalidResourceId", "The resource ID isn't valid.");
        foreach (var (key, value) in call.Pairs("Tags", "Key", "Value"))
        {
            parameter.Tags[key] = value;
        }

        return new JsonObject();
    }

    private static (List<StoredParameter> Page, string? Next) Cut(AwsCall call, IEnumerable<StoredParameter> found)
    {
        var after = call.Text("NextToken") ?? "";
        var left = found.Where(p => string.CompareOrdinal(p.Name, after) > 0).ToList();
        var size = Math.Min(call.Number("MaxResults") ?? Page, Page);
        return (left.Take(size).ToList(), left.Count > size ? left[size - 1].Name : null);
    }

    private StoredParameter? Seen(string name)
    {
        // By its ARN too.
        var plain = name.StartsWith("arn:", StringComparison.Ordinal) ? name.Split(":parameter", 2)[1] : name;
        return world.Sees($"parameter/{plain}") ? parameters.GetValueOrDefault(plain) : null;
    }

    // Without decryption a SecureString's value is what KMS made of it.
    private JsonObject Show(AwsCall call, StoredParameter p) => Members.Make(("Name", p.Name), ("Type", p.Type), ("Version", p.Version),
        ("Value", p.Type == "SecureString" && call.Flag("WithDecryption") != true ? Convert.ToBase64String(Encoding.UTF8.GetBytes(p.Name))
            : p.Value),
        ("ARN", world.Arn("ssm", call.Request.Region, "parameter" + p.Name)), ("LastModifiedDate", p.Modified), ("DataType", "text"));

    private static AwsRefusal Missing() => new("ParameterNotFound", "The parameter couldn't be found. Verify the name and try again.");

    private sealed record StoredParameter(string Name, string Type, string Value, int Version, double Modified)
    {
        public string? Key { get; init; }

        public Dictionary<string, string> Tags { get; init; } = [];
    }
}
