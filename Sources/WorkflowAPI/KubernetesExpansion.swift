/// Expands `$(NAME)` of environment variables in `command`, `args` and `env[].value`, as Kubernetes does:
/// `$$` stands for one `$`, and a name that is not set stays as it is.
///
/// https://github.com/kubernetes/kubernetes/blob/v1.30.0/third_party/forked/golang/expansion/expand.go
public enum KubernetesExpansion {
  /// The text with every variable that is set replaced by its value; one pass.
  public static func expand(_ text: String, environment: [String: String]) -> String {
    let bytes = Array(text.utf8)
    guard bytes.contains(dollar) else { return text }
    // An opening without a close is looked for once: without this, `$($($(…` would be quadratic.
    let lastClose = bytes.lastIndex(of: UInt8(ascii: ")")) ?? -1
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == dollar, index + 1 < bytes.count else {
        output.append(bytes[index])
        index += 1
        continue
      }
      switch bytes[index + 1] {
      case dollar:
        output.append(dollar)
        index += 2
      case UInt8(ascii: "(") where index + 2 <= lastClose:
        let close = bytes[(index + 2)...].firstIndex(of: UInt8(ascii: ")")) ?? lastClose
        if let value = environment[String(decoding: bytes[(index + 2)..<close], as: UTF8.self)] {
          output.append(contentsOf: value.utf8)
        } else {
          output.append(contentsOf: bytes[index...close])
        }
        index = close + 1
      default:
        output.append(contentsOf: bytes[index...(index + 1)])
        index += 2
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static let dollar = UInt8(ascii: "$")
}
