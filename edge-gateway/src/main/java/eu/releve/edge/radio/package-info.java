/** Receives wireless M-Bus: receivers, their framings, who is heard and how well. */
@NullMarked
package eu.releve.edge.radio;

import org.jspecify.annotations.NullMarked;
