// A server of node-opcua for the tests: server.js PORT FOLDER. It says "ready" when it listens.
// On its input "remove" lets a node vanish, and "add" lets it be there again.
const { OPCUAServer, OPCUACertificateManager, Variant, DataType, VariantArrayType, StatusCodes,
  makeEUInformation } = require("node-opcua");

const [port, folder] = [Number(process.argv[2]), process.argv[3]];

async function main() {
  const pki = new OPCUACertificateManager({
    automaticallyAcceptUnknownCertificate: true,
    rootFolder: folder,
  });
  await pki.initialize();
  const server = new OPCUAServer({
    port,
    host: "127.0.0.1",
    resourcePath: "/releve",
    serverCertificateManager: pki,
    userManager: { isValidUser: (user, password) => user === "reader" && password === "simulated" },
  });
  await server.initialize();
  const own = server.engine.addressSpace.getOwnNamespace();
  const boiler = own.addObject({
    organizedBy: server.engine.addressSpace.rootFolder.objects,
    browseName: "Boiler",
  });
  const add = (name, dataType, get, more) =>
    own.addVariable({
      componentOf: boiler,
      browseName: name,
      nodeId: "s=" + name,
      dataType,
      minimumSamplingInterval: 100,
      value: { get },
      ...more,
    });
  own.addAnalogDataItem({
    componentOf: boiler,
    browseName: "Energy",
    nodeId: "s=Energy",
    dataType: "Double",
    minimumSamplingInterval: 100,
    engineeringUnitsRange: { low: 0, high: 1e9 },
    engineeringUnits: makeEUInformation("KWH", "kWh", "kilowatt hour"),
    value: { get: () => new Variant({ dataType: DataType.Double, value: 1234.5 }) },
  });
  add("Volume", "UInt32", () => new Variant({ dataType: DataType.UInt32, value: 4000000001 }));
  add("Count", "Int64", () => new Variant({
    dataType: DataType.Int64,
    arrayType: VariantArrayType.Scalar,
    value: [0x1, 0x2], // 2^32 + 2
  }));
  add("Temperatures", "Float", () => new Variant({
    dataType: DataType.Float,
    arrayType: VariantArrayType.Array,
    value: new Float32Array([60.5, 40.25]),
  }), { valueRank: 1 });
  add("Broken", "Double", () => StatusCodes.BadSensorFailure);
  let looks = 0;
  add("Looks", "UInt32", () => new Variant({ dataType: DataType.UInt32, value: ++looks }));
  const addLevel = () => add("Level", "Double", () => new Variant({ dataType: DataType.Double, value: 77 }));
  let level = addLevel();
  process.stdin.on("data", (chunk) => {
    for (const word of chunk.toString().trim().split("\n")) {
      if (word === "remove") {
        own.deleteNode(level);
      } else {
        level = addLevel();
      }
      console.log(word + " done");
    }
  });
  await server.start();
  console.log("ready");
}

main().catch((failed) => {
  console.error(failed);
  process.exit(1);
});
