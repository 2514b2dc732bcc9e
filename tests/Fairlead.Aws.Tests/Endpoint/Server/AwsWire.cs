using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Server;

/// <summary>Reads requests and writes answers and refusals, each service in its protocol.</summary>
internal static class AwsWire
{
    // Of the services for which there is no model here: how they write.
    private static readonly HashSet<string> Forms = ["sts", "ec2", "rds"];

    public static AwsCall Read(WireRequest request, AwsCaller caller)
    {
        var service = request.SigningName;
        if (ApiModel.Signed(service) is { } model)
        {
            return ReadModelled(request, caller, model);
        }

        if (service == "s3")
        {
            return new AwsCall(request, caller, service, S3Operation.Find(request), []);
        }

        var body = Encoding.UTF8.GetString(request.Body);
        if (Forms.Contains(service))
        {
            var form = WireRequest.Form(body);
            return new AwsCall(request, caller, service, form.First(f => f.Name == "Action").Value, FormReader.Read(null, form));
        }

        var target = request.Header("X-Amz-Target") ?? throw Unknown(request);
        return new AwsCall(request, caller, service, target.Split('.')[^1], JsonNode.Parse(body.Length == 0 ? "{}" : body)!.AsObject());
    }

    public static PlainAnswer Write(AwsCall call, AwsAnswer answer)
    {
        if (answer is not MembersAnswer { Members: var members })
        {
            return (PlainAnswer)answer;
        }

        return call.Model?.Model.Protocol switch
        {
            "query" => Xml(new XElement(call.Operation + "Response",
                call.Model.Output is { } output ? new XElement(call.Model.ResultWrapper!, XmlText.Write(output, members)) : null,
                new XElement("ResponseMetadata", new XElement("RequestId", "request")))),
            "rest-xml" => Xml(new XElement(call.Operation + "Response", XmlText.Write(call.Model.Output!, members))),
            null when call.Service == "ec2" => Xml(new XElement(call.Operation + "Response", XmlText.Write(members, "item"))),
            null when Forms.Contains(call.Service) => Xml(new XElement(call.Operation + "Response",
                new XElement(call.Operation + "Result", XmlText.Write(members, "member")))),
            _ => Json(200, members),
        };
    }

    /// <summary>In the protocol of the service that was asked, also where the request could not be read.</summary>
    public static PlainAnswer Refuse(WireRequest request, string code, string message, int status)
    {
        var service = request.SigningName;
        var protocol = ApiModel.Signed(service)?.Protocol;
        var error = new XElement("Error", new XElement("Code", code), new XElement("Message", message));
        var xml = service switch
        {
            "s3" => error,
            "ec2" => new XElement("Response", new XElement("Errors", error), new XElement("RequestID", "request")),
            _ when protocol is "query" or "rest-xml" || Forms.Contains(service) => new XElement("ErrorResponse", error,
                new XElement("RequestId", "request")),
            _ => null,
        };
        return xml is not null ? Xml(xml) with { Status = status }
            : Json(status, new JsonObject { ["__type"] = $"com.amazonaws#{code}", ["message"] = message }) with
            {
                Headers = new() { ["x-amzn-ErrorType"] = code, ["Content-Type"] = "application/x-amz-json-1.1" },
            };
    }

    private static AwsCall ReadModelled(WireRequest request, AwsCaller caller, ApiModel model)
    {
        var (operation, faults) = Judged(request);
        if (faults.Count > 0)
        {
            throw AwsRefusal.Validation($"{faults.Count} validation error detected: {string.Join("; ", faults)}");
        }

        var input = model.Protocol == "query" ? FormReader.Read(operation.Input, WireRequest.Form(Encoding.UTF8.GetString(request.Body)))
            : request.Body.Length == 0 ? [] : JsonNode.Parse(request.Body)!.AsObject();
        foreach (var (name, value) in PathValues(operation, request).Concat(request.Query))
        {
            input[name] = value;
        }

        return new AwsCall(request, caller, request.SigningName, operation.Name, input) { Model = operation };
    }

    private static (ApiOperation Operation, IReadOnlyList<string> Faults) Judged(WireRequest request)
    {
        try
        {
            return RequestJudge.Judge(request);
        }
        catch (InvalidOperationException)
        {
            throw Unknown(request);
        }
    }

    private static IEnumerable<(string Name, string Value)> PathValues(ApiOperation operation, WireRequest request) =>
        operation.Path.Split('/').Zip(request.Uri.AbsolutePath.Split('/')).Where(p => p.First.StartsWith('{'))
            .Select(p => (p.First.Trim('{', '}', '+'), Uri.UnescapeDataString(p.Second)));

    // AWS answers so to what it has not; whoever meets it finds what is not modelled here.
    private static AwsRefusal Unknown(WireRequest request) =>
        new("UnknownOperationException", $"{request.SigningName} has no operation for {request.Method} {request.Uri.AbsolutePath}", 404);

    private static PlainAnswer Xml(XElement root) => new(200, Encoding.UTF8.GetBytes(root.ToString(SaveOptions.DisableFormatting)))
    {
        Headers = new() { ["Content-Type"] = "text/xml" },
    };

    private static PlainAnswer Json(int status, JsonObject members) => new(status, Encoding.UTF8.GetBytes(members.ToJsonString()))
    {
        Headers = new() { ["Content-Type"] = "application/x-amz-json-1.1" },
    };
}
