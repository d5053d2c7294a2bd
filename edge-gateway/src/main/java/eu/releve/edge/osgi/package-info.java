/** Starts the gateway inside an OSGi framework such as Kura's. */
@NullMarked
package eu.releve.edge.osgi;

import org.jspecify.annotations.NullMarked;
