/** What an OPC-UA server answers becomes values of registers: answer in, values out. */
@NullMarked
package eu.releve.decode.opcua;

import org.jspecify.annotations.NullMarked;
