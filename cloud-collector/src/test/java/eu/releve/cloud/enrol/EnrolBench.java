package eu.releve.cloud.enrol;

import eu.releve.cloud.delivery.Figures;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;

/**
 * {@code ./releve bench enrol}: 1,000 gateways that enrol at once, each with a key and a connection
 * of its own, from the first byte of TLS to the certificate.
 */
final class EnrolBench {
  private static final int GATEWAYS = 1_000;

  private final Figures figures = Figures.alone();
  private final LongAdder again = new LongAdder();

  private EnrolBench() {}

  /** Prints the figures; exits with 3 when it could not measure. */
  public static void main(String[] arguments) throws Exception {
    try {
      new EnrolBench().run(Files.createTempDirectory("releve-bench-"));
    } catch (IOException couldNot) {
      System.err.println("releve bench enrol: " + couldNot.getMessage());
      System.exit(3);
    }
    System.exit(0);
  }

  private void run(Path folder) throws Exception {
    figures.note("enrol: no seed, keys are random");
    figures.print("enrol.p99_ms.yardstick", Figures.loopMillis(), "ms");
    try (EntryRig rig = new EntryRig(folder, "90d");
        ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<HttpRequest> requests = new ArrayList<>();
      for (int number = 0; number < GATEWAYS; number++) {
        String gateway = "gw-" + number;
        String code = rig.claim(gateway, "syndic-a").code().text();
        String login = gateway + ":" + code;
        requests.add(
            new TestBox(rig, gateway)
                .request("simpleenroll", gateway)
                .header(
                    "Authorization",
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                .build());
      }
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Double>> all = new ArrayList<>();
      SSLContext nobody = new TestBox(rig, "nobody").context();
      for (HttpRequest request : requests) {
        HttpClient http = HttpClient.newBuilder().sslContext(nobody).build();
        all.add(workers.submit(() -> millis(http, request, start)));
      }
      start.countDown();
      double[] millis = new double[GATEWAYS];
      for (int i = 0; i < GATEWAYS; i++) {
        millis[i] = all.get(i).get();
      }
      figures.print("enrol.p50_ms", Figures.percentile(millis, 0.5), "ms");
      figures.print("enrol.p99_ms", Figures.percentile(millis, 0.99), "ms");
      figures.note("enrol: %s, told to come again %d", rig.collector().enrolments(), again.sum());
    }
  }

  /** Who is told to come again does, as a gateway would. */
  private double millis(HttpClient http, HttpRequest request, CountDownLatch start)
      throws Exception {
    start.await();
    long begin = System.nanoTime();
    try (http) {
      while (true) {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          return (System.nanoTime() - begin) / 1e6;
        }
        if (answer.statusCode() != 503) {
          throw new IOException("a gateway was answered " + answer.statusCode());
        }
        again.increment();
        TimeUnit.SECONDS.sleep(
            Long.parseLong(answer.headers().firstValue("Retry-After").orElseThrow()));
      }
    }
  }
}
