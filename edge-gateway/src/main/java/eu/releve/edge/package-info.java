/** Wires the gateway: from the site plan through links, lanes and journal to the publisher. */
@NullMarked
package eu.releve.edge;

import org.jspecify.annotations.NullMarked;
