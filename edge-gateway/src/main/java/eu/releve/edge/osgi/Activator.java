package eu.releve.edge.osgi;

import eu.releve.edge.Gateway;
import eu.releve.edge.StartException;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * Starts and stops the gateway with its bundle.
 *
 * <p>The framework's property {@code releve.config} names the settings file; without one it is
 * {@code /etc/releve/gateway.yaml}.
 */
public final class Activator implements BundleActivator {
  private static final String CONFIG = "releve.config";
  private static final String USUAL = "/etc/releve/gateway.yaml";

  private Optional<Gateway> gateway = Optional.empty();

  /**
   * Starts the gateway.
   *
   * @throws BundleException saying what is wrong or missing; nothing is left running.
   */
  @Override
  public void start(BundleContext context) throws BundleException {
    Path settings = Path.of(Optional.ofNullable(context.getProperty(CONFIG)).orElse(USUAL));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // Libraries look for their parts through the thread; the framework's sees none of ours.
    thread.setContextClassLoader(Activator.class.getClassLoader());
    try {
      gateway = Optional.of(Gateway.start(Gateway.settings(settings, System.getenv())));
    } catch (StartException refused) {
      throw new BundleException(
          String.valueOf(refused.getMessage()), BundleException.ACTIVATOR_ERROR, refused);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Seals what was read, hands over what the collector takes in 15 s, and ends. */
  @Override
  public void stop(BundleContext context) throws InterruptedException {
    if (gateway.isPresent()) {
      gateway.get().stop();
      gateway = Optional.empty();
    }
  }
}
