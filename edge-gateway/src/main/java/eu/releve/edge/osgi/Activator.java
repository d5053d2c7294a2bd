package eu.releve.edge.osgi;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Starts and stops the gateway with its bundle. */
public final class Activator implements BundleActivator {
  @Override
  public void start(BundleContext context) {}

  @Override
  public void stop(BundleContext context) {}
}
