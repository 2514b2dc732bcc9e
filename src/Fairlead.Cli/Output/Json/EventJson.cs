using System.Text.Json;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Json;

/// <summary>Events as <c>--json</c> writes them, a line each; <c>docs/events.md</c> describes them.</summary>
internal static class EventJson
{
    public static void Write(Utf8JsonWriter json, Event happened)
    {
        Begin(json, Name(happened), happened.At);
        if (happened.Parent is { } parent)
        {
            json.WriteString("parent", parent);
        }

        Members(json, happened);
    }

    /// <summary>The first line of whatever carries out a plan.</summary>
    public static void Planned(Utf8JsonWriter json, DateTimeOffset at, Plan plan)
    {
        Begin(json, "planned", at);
        PlanJson.Changes(json, plan);
        json.Strings("warnings", [.. plan.Dangers, .. plan.Warnings]);
    }

    /// <summary>The only line of a command that is refused for what the file says.</summary>
    public static void Refused(Utf8JsonWriter json, DateTimeOffset at, IReadOnlyList<Problem> problems)
    {
        Begin(json, "refused", at);
        json.Problems(problems);
    }

    /// <summary>The last line of <c>run</c>.</summary>
    public static void Exited(Utf8JsonWriter json, DateTimeOffset at, int code)
    {
        Begin(json, "exited", at);
        json.WriteNumber("exitCode", code);
    }

    /// <summary>Where a way into the network begins; its password is told by <c>secret get</c> only.</summary>
    public static void Connected(Utf8JsonWriter json, DateTimeOffset at, TunnelEnd end)
    {
        Begin(json, "connected", at);
        json.WriteString("name", end.Name);
        json.WriteNumber("port", end.Port);
        json.WriteString("url", end.Url);
    }

    /// <summary>What was done to a secret: never its value.</summary>
    public static void SecretChanged(Utf8JsonWriter json, DateTimeOffset at, string name, string state)
    {
        Begin(json, "secret", at);
        json.WriteString("name", name);
        json.WriteString("state", state);
    }

    private static void Begin(Utf8JsonWriter json, string name, DateTimeOffset at)
    {
        json.WriteString("event", name);
        json.WriteString("at", at);
    }

    private static string Name(Event happened) => happened switch
    {
        Started => "started",
        Progressed => "progressed",
        OutputLine => "output",
        Completed => "completed",
        Warned => "warned",
        Serving => "serving",
        Released => "released",
        Finished => "finished",
        _ => "failed",
    };

    private static void Members(Utf8JsonWriter json, Event happened)
    {
        switch (happened)
        {
            case Started e:
                Start(json, e);
                break;
            case Progressed e:
                json.WriteString("subject", e.Subject);
                json.WriteNumber("done", e.Done);
                json.WriteNumber("total", e.Total);
                break;
            case OutputLine e:
                json.WriteString("subject", e.Subject);
                json.WriteString("line", e.Line);
                break;
            case Completed e:
                Subject(json, e.Subject, e.Activity, e.Detail);
                json.WriteNumber("seconds", Math.Round(e.Took.TotalSeconds, 3));
                break;
            case Warned e:
                json.WriteString("subject", e.Subject);
                json.WriteString("message", e.Message);
                break;
            case Serving e:
                json.WriteString("subject", e.Subject);
                json.Strings("urls", e.Urls);
                break;
            case Released e:
                json.WriteStartObject("release");
                json.Members(e.Release);
                json.WriteEndObject();
                break;
            case Finished e:
                Finish(json, e.Outcome);
                break;
            case Failed e:
                Failure(json, e.Failure);
                break;
        }
    }

    private static void Start(Utf8JsonWriter json, Started began)
    {
        Subject(json, began.Subject, began.Activity, began.Detail);
        if (began.LastTime is { } last)
        {
            json.WriteNumber("lastSeconds", Math.Round(last.TotalSeconds, 3));
        }
    }

    private static void Subject(Utf8JsonWriter json, string subject, Activity activity, string? detail)
    {
        json.WriteString("subject", subject);
        json.WriteString("activity", activity.ToString().ToLowerInvariant());
        if (detail is not null)
        {
            json.WriteString("detail", detail);
        }
    }

    private static void Finish(Utf8JsonWriter json, Outcome outcome)
    {
        if (outcome.Release is { } release)
        {
            json.WriteNumber("release", release.Number);
        }

        json.Array("services", outcome.Status.Services, s =>
        {
            json.WriteString("name", s.Name);
            json.WriteNumber("healthy", s.Healthy);
            json.WriteNumber("wanted", s.Wanted);
            json.Strings("urls", s.Urls);
        });
    }

    private static void Failure(Utf8JsonWriter json, Failure failure)
    {
        json.WriteString("what", failure.What);
        json.WriteString("why", failure.Why);
        json.Strings("evidence", failure.Evidence);
        json.WriteString("place", failure.Place?.ToString());
        json.WriteString("outcome", failure.Outcome);
        json.WriteString("next", failure.Next);
    }
}
