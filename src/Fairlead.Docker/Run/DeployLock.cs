using Fairlead.Core.Targets;

namespace Fairlead.Docker.Run;

/// <summary>One deploy of an app at a time: a file that the kernel unlocks when the process ends, however it ends.</summary>
internal sealed class DeployLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly FileStream file;

    private DeployLock(FileStream file) => this.file = file;

    public static async Task<DeployLock> Take(string folder, string name, EventStream events, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{name}.lock");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var told = false;
        while (true)
        {
            try
            {
                return new DeployLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (clock.Elapsed < Patience)
            {
                if (!told)
                {
                    events.Warned("turn", "another deploy runs; waiting for it");
                    told = true;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(200), cancel);
            }
            catch (IOException e)
            {
                var why = $"it holds {path} for more than {Patience.TotalMinutes:0} minutes";
                var next = $"look for a running 'fairlead', or remove {path}";
                throw new FailureException(new Failure("another deploy does not end", why) { Next = next }, e);
            }
        }
    }

    public void Dispose() => file.Dispose();
}
