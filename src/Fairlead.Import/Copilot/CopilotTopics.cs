using Fairlead.Core.Model;
using Fairlead.Core.Yaml;
using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Found;
using Fairlead.Import.Text;

namespace Fairlead.Import.Copilot;

/// <summary>Topics and their subscribers: each worker has its queue, and who publishes sends to it.</summary>
internal sealed class CopilotTopics(
    IReadOnlyDictionary<string, MapNode> manifests, List<FoundWorkload> workloads, List<FoundResource> resources, ImportNotes findings)
{
    public void Connect()
    {
        foreach (var (name, root) in manifests)
        {
            if (SourceMap.Over(root) is var over && over.Map("subscribe") is { } subscribe)
            {
                Subscribe(name, subscribe);
            }
            else if (over.Text("type") == "Worker Service")
            {
                Queue(name, null);
            }
        }

        foreach (var (name, root) in manifests)
        {
            foreach (var topic in SourceMap.Over(root).Map("publish")?.Maps("topics") ?? [])
            {
                findings.Missing(
                    name, topic.Place,
                    $"the topic {topic.Text("name")}: there are queues here, and the code sends to that of each subscriber, whose URL is a "
                    + "variable");
            }
        }
    }

    private void Subscribe(string name, SourceMap subscribe)
    {
        var queue = Queue(name, subscribe.Map("queue"));
        foreach (var topic in subscribe.Maps("topics"))
        {
            topic.Pass("name", "filter_policy", "queue");
            if (topic.Text("service") is { } publisher && workloads.FindIndex(w => w.Name == publisher) is var at and >= 0)
            {
                var variable = $"{topic.Text("name")}_QUEUE_URL".ToUpperInvariant().Replace('-', '_');
                workloads[at] = workloads[at] with
                {
                    Variables = [.. workloads[at].Variables, new FoundVariable(variable, Interpolation.Link($"{queue}.url"))],
                };
                findings.Changed(publisher, topic.Place,
                    $"what it publishes to {topic.Text("name")} for {name} goes to the queue in {variable}");
            }

            if (topic.Has("filter_policy") || topic.Has("queue"))
            {
                findings.Missing(name, topic.Place,
                    $"the topic {topic.Text("name")} has a queue or a filter of its own: no counterpart here");
            }
        }

        Report(name, subscribe);
    }

    private void Report(string worker, SourceMap subscribe)
    {
        foreach (var (key, place) in subscribe.Unread())
        {
            findings.Missing(worker, place, $"{key}: no counterpart here");
        }
    }

    private string Queue(string worker, SourceMap? settings)
    {
        var queue = $"{worker}-queue";
        string? Time(string key) => HealthSigns.Duration(settings?.Text(key) ?? "") is { } time ? DurationText.Render(time) : null;
        var written = new (string Key, string? Value)[]
        {
            ("visibility", Time("timeout")), ("keep", Time("retention")), ("delay", Time("delay")),
            ("fifo", settings?.Text("fifo") == "true" ? "true" : null),
            ("dead_letter", settings?.Map("dead_letter")?.Text("tries") is { } tries ? $"{{after: {tries}}}" : null),
        };
        resources.Add(new FoundResource(queue, "queue")
        {
            Keys = [.. written.Where(k => k.Value is not null).Select(k => new FoundKey(k.Key, k.Value!))],
        });
        var at = workloads.FindIndex(w => w.Name == worker);
        if (at >= 0)
        {
            workloads[at] = workloads[at] with
            {
                Variables = [.. workloads[at].Variables, new FoundVariable("COPILOT_QUEUE_URI", Interpolation.Link($"{queue}.url"))],
            };
        }

        return queue;
    }
}
