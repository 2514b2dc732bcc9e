using System.Text.Json;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run.State;

/// <summary>
/// What is kept of releases and runs, on the state volume: the only place that writes it, and no value of a secret goes by.
/// </summary>
internal sealed class Records(Engine engine, Scope scope, SecretFile secrets)
{
    public Scope Scope { get; } = scope;

    /// <param name="beside">Other files of the state volume, written with it.</param>
    public async Task Write(Release release, IReadOnlyList<(string Path, string Text)> beside, CancellationToken cancel)
    {
        var redactor = await Redactor(cancel);
        var clean = release with
        {
            Remark = release.Remark is { } said ? redactor.Clean(said) : null,
            LastLines = [.. release.LastLines.Select(redactor.Clean)],
        };
        var text = JsonSerializer.Serialize(clean, StateJson.Default.Release);
        await Put([(StateJson.ReleasePath(release.Number), text), .. beside], cancel);
    }

    /// <param name="marker">A file that says, once the job has succeeded, for which release it did.</param>
    /// <returns>The run as it is on record.</returns>
    public async Task<JobRun> Write(RunRecord record, string? marker, CancellationToken cancel)
    {
        var redactor = await Redactor(cancel);
        var run = record.Run with { LastLines = [.. record.Run.LastLines.Select(redactor.Clean)] };
        var text = JsonSerializer.Serialize(record with { Run = run }, StateJson.Default.RunRecord);
        var files = new List<(string, string)> { (StateJson.RunPath(run.Job, record.Sequence), text) };
        if (marker is not null && run.Result == RunResult.Succeeded)
        {
            files.Add((marker, $"{record.Release}\n"));
        }

        await Put(files, cancel);
        return run;
    }

    private Task Put(IReadOnlyList<(string Path, string Text)> files, CancellationToken cancel) =>
        engine.PutFiles(Scope.Proxy, Plan.Scope.StateFolder, files, cancel);

    private async Task<Redactor> Redactor(CancellationToken cancel) => Core.Targets.Redactor.Knowing(await secrets.Values(cancel));
}
