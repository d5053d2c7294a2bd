/** Finds the meters on a Modbus and what they are; it reads and never writes. */
@NullMarked
package eu.releve.edge.search.modbus;

import org.jspecify.annotations.NullMarked;
