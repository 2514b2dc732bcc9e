// Makes queues and buckets in the server, or brings them to what is said. Arguments: what there is to be, the server, the region.
const [, said, server, region] = process.argv;
const { queues, buckets } = JSON.parse(said);
const signed = service => `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;

async function sqs(operation, body) {
  const answer = await fetch(server, {
    method: "POST",
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}`, authorization: signed("sqs") },
    body: JSON.stringify(body),
  });
  return { ok: answer.ok, ...(await answer.json()) };
}

for (const { name, fifo, attributes } of queues) {
  const known = await sqs("GetQueueUrl", { QueueName: name });
  const made = known.ok ? known : await sqs("CreateQueue", { QueueName: name, Attributes: fifo ? { FifoQueue: "true" } : {} });
  const set = made.ok ? await sqs("SetQueueAttributes", { QueueUrl: made.QueueUrl, Attributes: attributes }) : made;
  if (!set.ok) throw new Error(`queue ${name}: ${set.message ?? set.__type}`);
}

for (const name of buckets) {
  const answer = await fetch(`${server}/${name}`, { method: "PUT", headers: { authorization: signed("s3") } });
  if (!answer.ok) throw new Error(`bucket ${name}: ${await answer.text()}`);
}
