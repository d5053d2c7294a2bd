/** Listens at the customer's ports of utilities' meters, which speak by themselves. */
@NullMarked
package eu.releve.edge.port;

import org.jspecify.annotations.NullMarked;
