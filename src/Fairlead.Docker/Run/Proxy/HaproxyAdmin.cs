using System.IO.Pipelines;
using System.Text;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.Containers;

namespace Fairlead.Docker.Run.Proxy;

/// <summary>
/// A session with a load balancer's run-time API, through the engine's exec: the socket is on the container's own loopback, so no app
/// container can reach it, and it works wherever the engine does.
/// </summary>
internal sealed class HaproxyAdmin : IAsyncDisposable
{
    private const string Prompt = "\n> ";
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    private readonly Engine engine;
    private readonly string proxy;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Pipe answers = new();
    private Hijacked? connection;
    private Task pump = Task.CompletedTask;

    private HaproxyAdmin(Engine engine, string proxy)
    {
        this.engine = engine;
        this.proxy = proxy;
    }

    /// <summary>An answer is outstanding or the other side has gone: what comes next could be the answer to something else.</summary>
    public bool IsBroken { get; private set; }

    public static async Task<HaproxyAdmin> Open(Engine engine, string proxy, CancellationToken cancel)
    {
        var admin = new HaproxyAdmin(engine, proxy);
        string[] client = ["bash", "-c", $"exec 3<>/dev/tcp/127.0.0.1/{HaproxyConfig.AdminPort} || exit 1; cat <&3 & cat >&3; kill $!"];
        var exec = await engine.ExecCreate(proxy, new ExecCreate(client, true, true, true, false, null), cancel);
        admin.connection = await engine.ExecStart(exec, tty: false, cancel);
        admin.pump = admin.Pump();
        await admin.Ask("prompt", cancel);
        return admin;
    }

    /// <summary>The answer to a command; HAProxy gives refusals as text too.</summary>
    public async Task<string> Ask(string command, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        var answered = false;
        try
        {
            if (IsBroken)
            {
                throw Lost("the session ended");
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(AnswerTime);
            await connection!.Stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\n"), limit.Token);
            var answer = await ReadAnswer(limit.Token);
            answered = true;
            return answer;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Lost("it does not answer");
        }
        catch (IOException e)
        {
            throw Lost(e.Message);
        }
        finally
        {
            IsBroken |= !answered;
            turn.Release();
        }
    }

    /// <summary>A command whose only good answer is none, or the confirmation of a new address.</summary>
    public async Task Command(string command, CancellationToken cancel)
    {
        var answer = (await Ask(command, cancel)).Trim();
        if (answer.Length > 0 && !answer.Contains("changed from", StringComparison.Ordinal)
            && !answer.Contains("no need to change", StringComparison.Ordinal))
        {
            throw new FailureException("the load balancer refused a change", $"{command}: {answer}", "fairlead deploy");
        }
    }

    public async Task<IReadOnlyList<Slot>> Slots(CancellationToken cancel) => HaproxyState.Parse(await Ask("show servers state", cancel));

    /// <summary>One row of <c>show stat</c> for each server of a backend, by the names of its columns.</summary>
    public async Task<IReadOnlyDictionary<string, ServerStatus>> Status(string backend, CancellationToken cancel)
    {
        var lines = (await Ask($"show stat {backend} 4 -1", cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var result = new Dictionary<string, ServerStatus>(StringComparer.Ordinal);
        if (lines.Length == 0)
        {
            return result;
        }

        var columns = lines[0].TrimStart('#', ' ').Split(',');
        int At(string name) => Array.IndexOf(columns, name);
        foreach (var line in lines.Skip(1))
        {
            var field = line.Split(',');
            if (field.Length >= columns.Length - 1)
            {
                result[field[At("svname")]] = new ServerStatus(
                    field[At("status")],
                    field[At("check_status")],
                    field[At("check_code")],
                    field[At("last_chk")],
                    int.Parse(field[At("scur")]));
            }
        }

        return result;
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        await pump;
    }

    // The exec's frames become one text.
    private async Task Pump()
    {
        try
        {
            await Frames.Copy(connection!.Stream, answers.Writer.AsStream(leaveOpen: true), Stream.Null, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The session is over; whoever waits for an answer is told so below.
        }

        await answers.Writer.CompleteAsync();
    }

    private async Task<string> ReadAnswer(CancellationToken cancel)
    {
        while (true)
        {
            var read = await answers.Reader.ReadAsync(cancel);
            var text = Encoding.UTF8.GetString(read.Buffer);
            if (text.EndsWith(Prompt, StringComparison.Ordinal))
            {
                answers.Reader.AdvanceTo(read.Buffer.End);
                return text[..^Prompt.Length];
            }

            answers.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                throw Lost(text.Trim() is { Length: > 0 } said ? said : "the session ended");
            }
        }
    }

    private FailureException Lost(string why) => new($"the load balancer {proxy} can not be reached", why, "fairlead deploy");
}

/// <param name="State">UP, DOWN, DRAIN, MAINT, with counts while changing.</param>
/// <param name="Check">L7OK, L7STS, L4CON, L4TOUT and so on; a star marks a check under way.</param>
/// <param name="InFlight">Requests and tunnels at this moment.</param>
internal sealed record ServerStatus(string State, string Check, string Code, string LastCheck, int InFlight)
{
    public bool IsGood => Check.TrimStart('*', ' ') is "L7OK" or "L4OK" or "L6OK" or "L7OKC";

    public bool IsDown => State.StartsWith("DOWN", StringComparison.Ordinal);

    /// <summary>"answered 500 (Internal Server Error)".</summary>
    public string Reason(int port) => Check.TrimStart('*', ' ') switch
    {
        "" or "INI" or "UNK" => "it was not checked yet",
        "L7STS" => $"the health check answered {Code} {LastCheck}".TrimEnd(),
        "L4CON" => $"nothing listens on port {port} ({LastCheck})",
        "L4TOUT" => $"no connection to port {port} within the check's time-out",
        "L7TOUT" => "the health check got no answer in time",
        "L7RSP" => "the health check got an answer that is not HTTP",
        var other => $"health check {other} {LastCheck}".TrimEnd(),
    };
}
