using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Server;

/// <param name="At">Since the endpoint began.</param>
/// <param name="Caller">The ARN of who signed.</param>
/// <param name="Refusal">The code of what was answered; null where it was done.</param>
internal sealed record AwsCallRecord(TimeSpan At, string Service, string Operation, string Caller, JsonObject Input)
{
    public string? Refusal { get; init; }

    public override string ToString() => $"{Service}:{Operation}";
}

/// <summary>From bytes to bytes: who asks, what for, may it be, what goes wrong, and what the answer is.</summary>
internal sealed class AwsDispatcher(AwsWorld world, AwsRoutes routes, Func<AwsCall, string?> findDenied)
{
    public List<AwsCallRecord> Calls { get; } = [];

    /// <summary>Null is a connection that is reset.</summary>
    public PlainAnswer? Answer(WireRequest request)
    {
        lock (world.Clock.Gate)
        {
            AwsCall? call = null;
            try
            {
                var caller = Recognise(request);
                call = AwsWire.Read(request, caller);
                return Carry(call);
            }
            catch (AwsRefusal refusal)
            {
                if (call is null)
                {
                    Note(request.SigningName, "?", request.AccessKeyId, [], refusal.Code);
                }

                return AwsWire.Refuse(request, refusal.Code, refusal.Message, refusal.Status);
            }
            catch (Exception e) when (e is not AwsRefusal)
            {
                world.Wrong.Add($"{call?.Operation ?? request.Uri.ToString()}: {e}");
                return AwsWire.Refuse(request, "InternalFailure", e.Message, 500);
            }
        }
    }

    private PlainAnswer? Carry(AwsCall call)
    {
        world.Calling?.Invoke(call);
        var fault = world.Faults.Take(call.Operation);
        if (fault is CallFault.Refused refused)
        {
            return Refuse(call, refused.Code, refused.Message, refused.Status);
        }

        if (fault is CallFault.Cut { IsApplied: false })
        {
            Note(call, "cut");
            return null;
        }

        // IAM User Guide, "Policy evaluation logic": what nothing allows is denied.
        if (findDenied(call) is { } action)
        {
            var denied = (CallFault.Refused)CallFault.Denied(action);
            return Refuse(call, denied.Code, $"User: {call.Caller.Arn} is not authorized to perform: {action} because no"
                + $" identity-based policy allows the {action.Split(' ')[0]} action", denied.Status);
        }

        var answer = Do(call);
        if (fault is CallFault.Late late)
        {
            world.Clock.Advance(late.By);
        }

        return fault is CallFault.Cut ? null : answer;
    }

    private PlainAnswer Do(AwsCall call)
    {
        var route = routes.Find(call.Service, call.Operation)
            ?? throw new AwsRefusal("UnknownOperationException", $"{call.Service}:{call.Operation} is not modelled here", 404);
        try
        {
            var answer = route(call);
            Note(call, null);
            Judge(call, answer);
            return AwsWire.Write(call, answer);
        }
        catch (AwsRefusal refusal)
        {
            return Refuse(call, refusal.Code, refusal.Message, refusal.Status);
        }
    }

    private PlainAnswer Refuse(AwsCall call, string code, string message, int status)
    {
        Note(call, code);
        return AwsWire.Refuse(call.Request, code, message, status);
    }

    private void Judge(AwsCall call, AwsAnswer answer)
    {
        if (call.Model?.Output is not { } output || answer is not MembersAnswer members)
        {
            return;
        }

        using var json = JsonDocument.Parse(members.Members.ToJsonString());
        ShapeJudge.Judge(output, json.RootElement, call.Operation + "'s answer", world.Wrong);
    }

    // IAM User Guide, "Signature Version 4 signing process": an unknown key, a wrong signature, a token that is another's or too old.
    private AwsCaller Recognise(WireRequest request)
    {
        var caller = world.Callers.Find(c => c.AccessKeyId == request.AccessKeyId)
            ?? throw new AwsRefusal(request.SigningName == "s3" ? "InvalidAccessKeyId" : "UnrecognizedClientException",
                "The security token included in the request is invalid.", 403);
        if (SignatureCheck.Check(request, caller.SecretKey) is { } wrong)
        {
            throw new AwsRefusal("SignatureDoesNotMatch", wrong, 403);
        }

        if (request.Header("X-Amz-Security-Token") != caller.SessionToken)
        {
            throw new AwsRefusal("UnrecognizedClientException", "The security token included in the request is invalid.", 403);
        }

        return caller.Expires is { } end && end <= world.Clock.GetUtcNow()
            ? throw new AwsRefusal("ExpiredToken", "The security token included in the request is expired", 403) : caller;
    }

    private void Note(AwsCall call, string? refusal) => Note(call.Service, call.Operation, call.Caller.Arn, call.Input, refusal);

    private void Note(string service, string operation, string caller, JsonObject input, string? refusal) =>
        Calls.Add(new AwsCallRecord(world.Clock.Passed, service, operation, caller, input) { Refusal = refusal });
}
