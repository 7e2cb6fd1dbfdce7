import Rendering
public enum TrinityCommand { public static func main() {} }
