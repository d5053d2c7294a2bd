package eu.releve.cloud;

import eu.releve.cloud.account.Accounts;
import eu.releve.cloud.account.LoginLimit;
import eu.releve.cloud.api.Api;
import eu.releve.cloud.api.Desk;
import eu.releve.cloud.api.Intake;
import eu.releve.cloud.api.Live;
import eu.releve.cloud.api.Status;
import eu.releve.cloud.api.Warning;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.enrol.Reception;
import eu.releve.cloud.portal.Portal;
import eu.releve.cloud.purpose.Register;
import eu.releve.cloud.push.PlanDesk;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The collector's HTTP side: portal and API on one port. */
final class Web implements AutoCloseable {
  private static final int LISTEN_SECONDS_MAX = 30;

  private final HttpServer server;
  private final Live live;
  private final ExecutorService workers;

  private Web(HttpServer server, Live live, ExecutorService workers) {
    this.server = server;
    this.live = live;
    this.workers = workers;
  }

  /** Like the other one, for a collector that only shows. */
  static Web start(
      Vertx vertx, InetSocketAddress address, Database database, Path keys, InstantSource clock)
      throws SQLException, IOException {
    return start(
        vertx,
        address,
        database,
        keys,
        clock,
        () -> Intake.NONE,
        Desk.NONE,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Makes the first operator where there is none, and listens.
   *
   * @param address where; port 0 takes a free one.
   * @param keys the folder for the first log-in.
   * @param intake how batches are taken in, for operators.
   * @param desk does what operators decide about batches.
   * @param reception where operators decide who gets in.
   * @param plans where plans are handed in.
   * @throws IOException when the address cannot be listened at.
   */
  static Web start(
      Vertx vertx,
      InetSocketAddress address,
      Database database,
      Path keys,
      InstantSource clock,
      Supplier<Intake> intake,
      Desk desk,
      Optional<Reception> reception,
      Optional<PlanDesk> plans)
      throws SQLException, IOException {
    new Register(database.listening()).verify();
    Accounts accounts = new Accounts(database.api(Reach.ACCOUNTS), clock);
    Path login = keys.resolve("first-operator.json");
    if (accounts.makeFirstOperator(login)) {
      System.out.println("first operator's log-in: " + login);
    }
    ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    LoginLimit limit = new LoginLimit(clock);
    Api api = new Api(accounts, limit, workers);
    // Until gateways have certificates.
    List<Warning> constant = List.of(new Warning(Warning.Code.PLAIN_MQTT, 0, ""));
    Status status = new Status(database, constant, intake);
    Portal portal =
        new Portal(
            api,
            accounts,
            limit,
            database,
            clock,
            status,
            reception.map(Reception::pairing),
            workers);
    Live live = Live.start(database.listening());
    Router router = Router.router(vertx);
    router
        .route("/api/v1/*")
        .subRouter(
            api.router(
                vertx, new Api.House(database, live, status, desk, reception, plans, clock)));
    router.route("/*").subRouter(portal.router(vertx));
    try {
      return new Web(listen(vertx, router, address), live, workers);
    } catch (IOException refused) {
      live.close();
      workers.shutdownNow();
      throw refused;
    }
  }

  private static HttpServer listen(Vertx vertx, Router router, InetSocketAddress address)
      throws IOException {
    HttpServerOptions options =
        new HttpServerOptions()
            .setCompressionSupported(true)
            // No browser upgrades a plain connection; an upgrade half done is a hang.
            .setHttp2ClearTextEnabled(false);
    try {
      return vertx
          .createHttpServer(options)
          .requestHandler(router)
          .listen(address.getPort(), address.getHostString())
          .toCompletionStage()
          .toCompletableFuture()
          .get(LISTEN_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IOException(
          "http cannot listen at " + address.getHostString() + ":" + address.getPort(), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting to listen", interrupted);
    }
  }

  /** The port that it listens on. */
  int port() {
    return server.actualPort();
  }

  /** How many follow a building's events now. */
  int listeners() {
    return live.listeners();
  }

  @Override
  public void close() {
    live.close();
    server.close().toCompletionStage().toCompletableFuture().join();
    workers.shutdownNow();
  }
}
