using System.Text;
using System.Text.Json;
using Fairlead.Cli.Console;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Json;

/// <summary>
/// The documents of <c>--json</c>. Their shape is versioned: <c>version</c> changes when a member changes its meaning or goes.
/// </summary>
internal static class JsonText
{
    private const int Version = 1;

    // Members that hold what others wrote: logs, reasons, remarks. All else is ours, and stays what it is.
    private static readonly HashSet<string> Speech = new(StringComparer.Ordinal)
    {
        "line", "text", "message", "reason", "evidence", "remark", "lastLines", "detail", "outcome",
    };

    /// <summary>One document; no known secret stands in it.</summary>
    public static string Document(Redactor redactor, Action<Utf8JsonWriter> members) => Versioned(redactor, members, indented: true);

    /// <summary>As <see cref="Document"/>, in one line.</summary>
    public static string Line(Redactor redactor, Action<Utf8JsonWriter> members) => Versioned(redactor, members, indented: false);

    private static string Versioned(Redactor redactor, Action<Utf8JsonWriter> members, bool indented)
    {
        var text = Write(json =>
        {
            json.WriteNumber("version", Version);
            members(json);
        }, indented);
        if (!redactor.KnowsAny)
        {
            return text;
        }

        // Value by value: what a secret is must not change what the document is.
        using var document = JsonDocument.Parse(text);
        var isFailure = document.RootElement.TryGetProperty("event", out var happened) && happened.GetString() == "failed";
        return Write(json =>
        {
            foreach (var member in document.RootElement.EnumerateObject())
            {
                json.WritePropertyName(member.Name);
                Clean(json, member.Value, redactor, Speech.Contains(member.Name) || (isFailure && member.Name is "what" or "why"));
            }
        }, indented);
    }

    public static string Line(Action<Utf8JsonWriter> members) => Write(members, indented: false);

    public static void Array<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> members)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            members(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Strings(this Utf8JsonWriter json, string name, IEnumerable<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }

    public static void Problems(this Utf8JsonWriter json, IEnumerable<Problem> problems) => json.Array("problems", problems, p =>
    {
        json.WriteString("code", p.Code.Id);
        json.WriteString("severity", p.Severity.ToString().ToLowerInvariant());
        json.WriteString("file", p.Span.Source.Name);
        json.WriteNumber("line", p.Span.Line);
        json.WriteNumber("column", p.Span.Column);
        json.WriteString("message", p.Message);
        json.WriteString("suggestion", p.Suggestion);
        if (p.OnlyIn.Count > 0)
        {
            json.Strings("onlyIn", p.OnlyIn);
        }

        if (p.Related is { } related)
        {
            json.WriteStartObject("related");
            json.WriteString("file", related.Span.Source.Name);
            json.WriteNumber("line", related.Span.Line);
            json.WriteNumber("column", related.Span.Column);
            json.WriteString("message", related.Words);
            json.WriteEndObject();
        }
    });

    public static void Members(this Utf8JsonWriter json, Release release)
    {
        json.WriteNumber("number", release.Number);
        json.WriteString("at", release.At);
        json.WriteString("by", release.By);
        json.WriteString("commit", release.Commit);
        json.WriteString("tag", release.Tag);
        json.WriteString("result", release.State.ToString().ToLowerInvariant());
        json.WriteString("remark", release.Remark);
        json.WriteNumber("seconds", Math.Round(release.Took.TotalSeconds, 3));
        json.Array("images", release.Images, i =>
        {
            json.WriteString("name", i.Name);
            json.WriteString("reference", i.Reference);
            json.WriteString("id", i.Id);
        });
    }

    public static void Members(this Utf8JsonWriter json, JobRun run)
    {
        json.WriteString("job", run.Job);
        json.WriteString("started", run.Started);
        json.WriteString("cause", run.Cause);
        json.WriteString("result", run.Result.ToString().ToLowerInvariant());
        if (run.Took is { } took)
        {
            json.WriteNumber("seconds", Math.Round(took.TotalSeconds, 3));
        }

        if (run.ExitCode is { } code)
        {
            json.WriteNumber("exitCode", code);
        }

        json.WriteNumber("attempts", run.Attempts);
        json.Strings("lastLines", run.LastLines);
    }

    /// <param name="isSpeech">It is what others wrote.</param>
    private static void Clean(Utf8JsonWriter json, JsonElement element, Redactor redactor, bool isSpeech)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    json.WritePropertyName(member.Name);
                    Clean(json, member.Value, redactor, Speech.Contains(member.Name));
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Clean(json, item, redactor, isSpeech);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(isSpeech ? redactor.Clean(element.GetString()!) : redactor.CleanOurs(element.GetString()!));
                break;
            default:
                element.WriteTo(json);
                break;
        }
    }

    private static string Write(Action<Utf8JsonWriter> members, bool indented)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer,
            new JsonWriterOptions { Indented = indented, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
