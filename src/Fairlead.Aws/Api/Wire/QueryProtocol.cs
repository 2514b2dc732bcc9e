using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Fairlead.Aws.Api.Wire;

/// <summary>Members of a Query call, each with its full name: <c>Parameters.member.1.ParameterKey</c>.</summary>
internal sealed class QueryForm
{
    private readonly List<KeyValuePair<string, string>> members = [];

    /// <summary>Nothing where the value is null.</summary>
    public QueryForm Add(string name, string? value)
    {
        if (value is not null)
        {
            members.Add(new KeyValuePair<string, string>(name, value));
        }

        return this;
    }

    public QueryForm Add(string name, bool? value) => Add(name, value is { } flag ? flag ? "true" : "false" : null);

    public QueryForm Add(string name, int? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public QueryForm AddList(string name, IEnumerable<string> values) => AddList(name, values, static (form, path, value) =>
        form.Add(path, value));

    public QueryForm AddList<T>(string name, IEnumerable<T> values, Action<QueryForm, string, T> add)
    {
        foreach (var (i, value) in values.Index())
        {
            add(this, string.Create(CultureInfo.InvariantCulture, $"{name}.member.{i + 1}"), value);
        }

        return this;
    }

    public byte[] Render(AwsService service, string operation) => Encoding.UTF8.GetBytes(string.Join('&',
        members.Prepend(new("Version", service.Version)).Prepend(new("Action", operation))
            .Select(m => $"{Uri.EscapeDataString(m.Key)}={Uri.EscapeDataString(m.Value)}")));
}

/// <summary>Calls as forms, answered in XML.</summary>
internal static class QueryProtocol
{
    /// <summary>Answers the element with the result's members; an operation without a result has its whole answer.</summary>
    public static async Task<XElement> Call(AwsTransport transport, AwsService service, string operation, QueryForm form,
        CancellationToken cancel, bool isRepeatable = true)
    {
        var body = await transport.Send(new AwsRequest(service, operation, HttpMethod.Post)
        {
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/x-www-form-urlencoded" },
            Body = form.Render(service, operation),
            IsRepeatable = isRepeatable,
        }, cancel);
        var root = XDocument.Load(new MemoryStream(body)).Root!;
        return root.Find(operation + "Result") ?? root;
    }
}

/// <summary>Members of an answer in XML, whatever its namespace.</summary>
internal static class AnswerXml
{
    public static XElement? Find(this XElement element, string name)
    {
        foreach (var child in element.Elements())
        {
            if (child.Name.LocalName == name)
            {
                return child;
            }
        }

        return null;
    }

    public static string? Text(this XElement element, string name) => element.Find(name)?.Value;

    /// <summary>Of what AWS's model says is always there.</summary>
    public static string Need(this XElement element, string name) =>
        element.Text(name) ?? throw new FormatException($"AWS's answer has no {name} in {element.Name.LocalName}");

    public static bool Flag(this XElement element, string name) => element.Text(name) == "true";

    public static DateTimeOffset? Time(this XElement element, string name) => element.Text(name) is { Length: > 0 } text
        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;

    /// <summary>The members of a list, which AWS calls <c>member</c>.</summary>
    public static IEnumerable<XElement> Members(this XElement element, string name) =>
        element.Find(name)?.Elements().Where(e => e.Name.LocalName == "member") ?? [];
}
