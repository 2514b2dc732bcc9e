using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Data;

/// <summary>A queue on SQS, where what is received in vain goes, and who is told when messages are not received.</summary>
internal static class QueueStack
{
    private const int LongestKeep = 1209600;

    public static Stack Make(StackScope scope, Queue queue)
    {
        var stack = scope.NewStack(queue.Name);
        Add(stack, queue, "Queue", KnownNames.NameOf(scope, queue), Map(
            ("DelaySeconds", Seconds(queue.Delay)), ("MessageRetentionPeriod", Seconds(queue.Keep)),
            ("ReceiveMessageWaitTimeSeconds", Seconds(queue.Poll)),
            ("RedrivePolicy", Redrive(scope, stack, queue)), ("VisibilityTimeout", Seconds(queue.Visibility))));
        AddAlarms(scope, stack, queue);
        stack.Add(new StackOutput("Name", GetAtt("Queue", "QueueName")));
        stack.Add(new StackOutput("Arn", GetAtt("Queue", "Arn")));
        return stack;
    }

    private static int Seconds(TimeSpan time) => (int)time.TotalSeconds;

    private static void Add(Stack stack, Queue queue, string id, string name, MapValue properties)
    {
        // Who sends need not think of an id for each message of a fifo queue: equal messages within five minutes are one.
        stack.Add(new StackResource(id, "AWS::SQS::Queue", properties.With(
            ("ContentBasedDeduplication", queue.Fifo ? (Value)true : null), ("FifoQueue", queue.Fifo ? (Value)true : null),
            ("QueueName", name), ("SqsManagedSseEnabled", true)))
        {
            DeletionPolicy = queue.Protect ? DeletionPolicy.Retain : DeletionPolicy.Delete,
            Cause = queue.Origin.Name,
        });
        stack.Add(new StackResource($"{id}Policy", "AWS::SQS::QueuePolicy", Map(
            ("PolicyDocument", Policy.Document([Rights.DenyWithoutTls("sqs", GetAtt(id, "Arn"))])),
            ("Queues", List(Ref(id))))) { Cause = queue.Origin.Name });
    }

    private static MapValue? Redrive(StackScope scope, Stack stack, Queue queue)
    {
        if (queue.DeadLetter is not { } dead)
        {
            return null;
        }

        if (dead.Queue is null)
        {
            // A message's age counts from when it was first sent: it is kept as long as can be.
            Add(stack, queue, "DeadLetterQueue", KnownNames.DeadLetterNameOf(scope, queue), Map(("MessageRetentionPeriod", LongestKeep)));
        }

        return Map(
            ("deadLetterTargetArn", dead.Queue is { } other ? scope.ImportOutputOf(stack, other, "Arn") : GetAtt("DeadLetterQueue", "Arn")),
            ("maxReceiveCount", dead.After));
    }

    // Somebody is told of each dead letter; of others when half of the time is over after which they would be dropped.
    private static void AddAlarms(StackScope scope, Stack stack, Queue queue)
    {
        if (queue.DeadLetter is { Queue: null })
        {
            Add("DeadLetterQueueAlarm", "DeadLetterQueue", "ApproximateNumberOfMessagesVisible", 0);
        }

        if (scope.App.Resources.OfType<Queue>().Any(q => q.DeadLetter?.Queue == queue.Name))
        {
            Add("DeadLettersAlarm", "Queue", "ApproximateNumberOfMessagesVisible", 0);
        }
        else
        {
            Add("MessageAgeAlarm", "Queue", "ApproximateAgeOfOldestMessage", Seconds(queue.Keep) / 2);
        }

        void Add(string id, string of, string metric, int above) =>
            Alarms.Add(scope, stack, new MetricAlarm(id, ("AWS/SQS", metric), ("QueueName", GetAtt(of, "QueueName")))
            {
                Above = above, PeriodSeconds = 300, Cause = queue.Origin.Name,
            });
    }
}
