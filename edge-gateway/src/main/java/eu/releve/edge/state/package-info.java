/** Keeps what the gateway has learned and would have to learn again after a restart. */
@NullMarked
package eu.releve.edge.state;

import org.jspecify.annotations.NullMarked;
